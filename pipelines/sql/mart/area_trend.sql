-- One row per area and release date: settings by tier as known then. Key: area_kind, area, as_at.
-- `listed` of them stand in a release of that very date. `run` numbers stretches of dates that can be compared: releases
-- list nearly all settings of the area, had room by then for enough graded inspections (or at both dates had not), and
-- no new inspection framework began in between. NULL: too few are listed, so the date says nothing new of the area.
WITH dated AS (
    SELECT moment.as_at, moment.coverage, moment.before_on,
        (SELECT count(*) FROM declared_frameworks WHERE starts_on::DATE <= moment.as_at) AS framework_number
    FROM mart.moment AS moment
),
-- A spell adds a setting where it begins and takes it away after its last date.
turned AS (
    SELECT urn, from_on AS as_at, tier, 1 AS step FROM mart.spell WHERE is_in_scope
    UNION ALL
    SELECT spell.urn, dated.as_at, spell.tier, -1
    FROM mart.spell AS spell
    JOIN dated ON dated.before_on = spell.until_on
    WHERE spell.is_in_scope
),
stepped AS (
    SELECT area_kind, area, as_at, sum(step) AS settings,
        sum(step) FILTER (tier = 'intensive') AS intensive, sum(step) FILTER (tier = 'targeted') AS targeted,
        sum(step) FILTER (tier = 'watch') AS watch, sum(step) FILTER (tier = 'universal') AS universal
    FROM turned
    JOIN placed USING (urn)
    GROUP BY ALL
),
counted AS (
    SELECT area.area_kind, area.area, dated.*,
        sum(settings) OVER so_far AS settings, sum(intensive) OVER so_far AS intensive,
        sum(targeted) OVER so_far AS targeted, sum(watch) OVER so_far AS watch, sum(universal) OVER so_far AS universal
    FROM (SELECT DISTINCT area_kind, area FROM stepped) AS area
    CROSS JOIN dated
    LEFT JOIN stepped
        ON stepped.area_kind = area.area_kind AND stepped.area = area.area AND stepped.as_at = dated.as_at
    WINDOW so_far AS (PARTITION BY area.area_kind, area.area ORDER BY dated.as_at)
),
-- A national release lists every setting there is; of any other it is counted.
part AS (
    SELECT release.release_id, release.as_at
    FROM staging.release AS release
    WHERE coverage <> 'national' AND kind = 'providers'
),
listing AS (
    SELECT DISTINCT said.urn, part.as_at
    FROM (
        SELECT urn, unnest(release_ids) AS release_id
        FROM staging.listed
        WHERE is_early_years AND list_has_any(release_ids, (SELECT list(release_id) FROM part))
    ) AS said
    JOIN part USING (release_id)
),
listed AS (
    SELECT area_kind, area, listing.as_at, count(*) AS listed
    FROM listing
    JOIN placed USING (urn)
    JOIN mart.spell AS spell
        ON spell.urn = listing.urn AND listing.as_at BETWEEN spell.from_on AND spell.until_on AND spell.is_in_scope
    GROUP BY ALL
),
room AS (
    SELECT as_at, max(coalesce(try_cast(layout.graded_slots AS INTEGER), 1)) AS slots
    FROM staging.release AS release
    LEFT JOIN declared_layouts AS layout USING (layout)
    WHERE release.kind = 'providers'
    GROUP BY as_at
),
covered AS (
    SELECT counted.*, coalesce(room.slots, 0) AS slots,
        CASE WHEN counted.coverage = 'national' THEN counted.settings ELSE coalesce(listed.listed, 0) END::BIGINT
            AS listed
    FROM counted
    LEFT JOIN listed
        ON listed.area_kind = counted.area_kind AND listed.area = counted.area AND listed.as_at = counted.as_at
    LEFT JOIN room ON room.as_at = counted.as_at
    WHERE counted.settings > 0
),
judged AS (
    SELECT *, listed >= $trend_listed_share * settings AS is_listed,
        coalesce(sum(CASE WHEN listed >= $trend_listed_share * settings THEN slots END) OVER (
            PARTITION BY area_kind, area ORDER BY as_at), 0) >= $trend_slots AS has_room
    FROM covered
),
final AS (
    SELECT area_kind, area, as_at, settings::BIGINT AS settings,
        coalesce(intensive, 0)::BIGINT AS intensive, coalesce(targeted, 0)::BIGINT AS targeted,
        coalesce(watch, 0)::BIGINT AS watch, coalesce(universal, 0)::BIGINT AS universal, listed, has_room,
        CASE WHEN is_listed THEN dense_rank() OVER (
            PARTITION BY area_kind, area, is_listed ORDER BY has_room, framework_number) END AS run
    FROM judged
)
SELECT * FROM final ORDER BY area_kind, area, as_at
