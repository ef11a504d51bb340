-- The rates dataset: one row per area and measure, with its place in the funnel. Key: area_kind, area, measure.
SELECT rate.* EXCLUDE (as_at, place), rate.as_at, build.notice, build.source
FROM served.mart.area_rate AS rate
CROSS JOIN served.mart.build AS build
WHERE $local_authorities::VARCHAR[] IS NULL
    OR (area_kind = 'local authority' AND list_contains($local_authorities::VARCHAR[], area))
ORDER BY area_kind, area, rate.place
