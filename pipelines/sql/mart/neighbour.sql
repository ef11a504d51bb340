-- One row per local authority and one similar to it. Key: local_authority, neighbour. `chosen_by`: 'own list' where a council
-- has given its own, else 'distance', the nearest first. `distance` has no unit: 0 is alike in all that is measured.
-- Authorities with few settings, and names that have since been split, take no part.
WITH former AS (
    SELECT DISTINCT local_authority || ', until ' || year(ended_on::DATE) AS area
    FROM declared_local_authorities
    WHERE successors <> ''
),
authority AS (
    SELECT area, settings
    FROM mart.area
    WHERE area_kind = 'local authority' AND settings >= $few_settings AND area <> 'Not recorded'
        AND area NOT IN (SELECT area FROM former)
),
type AS (
    SELECT DISTINCT value FROM mart.area_mix WHERE area_kind = 'all' AND dimension = 'provider type'
),
feature AS (
    SELECT authority.area, 'mix' AS part, type.value AS name, coalesce(mix.share, 0) AS x
    FROM authority
    CROSS JOIN type
    LEFT JOIN mart.area_mix AS mix ON mix.area_kind = 'local authority' AND mix.area = authority.area
        AND mix.dimension = 'provider type' AND mix.value = type.value
    UNION ALL
    SELECT area, 'size', 'settings', ln(settings) FROM authority
    UNION ALL
    -- The mean band, over settings whose band is known.
    SELECT authority.area, 'deprivation', 'mean band', sum(mix.settings * mix.place) / sum(mix.settings)
    FROM authority
    JOIN mart.area_mix AS mix ON mix.area_kind = 'local authority' AND mix.area = authority.area
        AND mix.dimension = 'deprivation band'
    JOIN declared_deprivation_bands AS band ON band.deprivation_band = mix.value
    GROUP BY authority.area
),
-- Standard scores over the authorities. What is the same everywhere tells nobody apart.
standard AS (
    SELECT area, part, name, x,
        coalesce((x - avg(x) OVER alike) / nullif(round(stddev_pop(x) OVER alike, 12), 0), 0) AS z
    FROM feature
    WINDOW alike AS (PARTITION BY part, name)
),
weight AS (
    SELECT * FROM (VALUES ('mix', $neighbour_mix_weight), ('size', $neighbour_size_weight),
        ('deprivation', $neighbour_deprivation_weight)) AS weights(part, weight)
),
apart AS (
    SELECT one.area, other.area AS neighbour, one.part, avg((one.z - other.z) ** 2) AS square
    FROM standard AS one
    JOIN standard AS other ON other.part = one.part AND other.name = one.name AND other.area <> one.area
    GROUP BY ALL
),
-- Rounded, so that what comes out equal ranks by name.
measured AS (
    SELECT area, neighbour, round(sqrt(sum(weight * square)), 6) AS distance
    FROM apart
    JOIN weight USING (part)
    GROUP BY ALL
),
own AS (
    SELECT local_authority AS area, neighbour, min(line) AS line
    FROM mart.own_neighbour
    WHERE local_authority IS NOT NULL AND neighbour IS NOT NULL AND local_authority <> neighbour
    GROUP BY ALL
),
ranked AS (
    SELECT area, neighbour, distance, 'distance' AS chosen_by,
        row_number() OVER (PARTITION BY area ORDER BY distance, neighbour) AS rank
    FROM measured
    WHERE area NOT IN (SELECT area FROM own)
    QUALIFY rank <= $neighbour_count
    UNION ALL
    SELECT own.area, own.neighbour, measured.distance, 'own list',
        row_number() OVER (PARTITION BY own.area ORDER BY own.line)
    FROM own
    LEFT JOIN measured ON measured.area = own.area AND measured.neighbour = own.neighbour
),
final AS (
    SELECT area AS local_authority, neighbour, rank::INTEGER AS rank, distance, chosen_by FROM ranked
)
SELECT * FROM final ORDER BY local_authority, rank
