-- The authorities similar to one, the nearest first, itself at the front (rank 0): what makes them alike, and one measure.
WITH chosen AS (
    SELECT local_authority AS area, neighbour, rank, distance, chosen_by
    FROM served.mart.neighbour
    WHERE local_authority = $area
    UNION ALL
    SELECT $area, $area, 0, NULL, NULL
),
mixed AS (
    SELECT area,
        coalesce(sum(settings) FILTER (dimension = 'provider type' AND value = 'Childminder'), 0) AS childminders,
        coalesce(sum(settings) FILTER (dimension = 'deprivation band' AND place <= 2), 0) AS deprived,
        coalesce(sum(settings) FILTER (dimension = 'deprivation band' AND place <= 5), 0) AS band_known
    FROM served.mart.area_mix
    WHERE area_kind = 'local authority'
    GROUP BY area
)
SELECT chosen.neighbour AS area, chosen.rank, chosen.distance, chosen.chosen_by, rate.region, rate.settings, rate.count,
    rate.share, rate.stands, rate.is_few, mixed.childminders, mixed.deprived, mixed.band_known
FROM chosen
JOIN served.mart.area_rate AS rate
    ON rate.area_kind = 'local authority' AND rate.area = chosen.neighbour AND rate.measure = $measure
JOIN mixed ON mixed.area = chosen.neighbour
ORDER BY chosen.rank
