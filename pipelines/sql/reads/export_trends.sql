-- The trends dataset: one row per area and release date. Key: area_kind, area, known_on.
SELECT trend.* EXCLUDE (as_at) RENAME (listed AS listed_settings, run AS comparable_run), trend.as_at AS known_on,
    build.as_at, build.notice, build.source
FROM served.mart.area_trend AS trend
CROSS JOIN served.mart.build AS build
WHERE $local_authorities::VARCHAR[] IS NULL
    OR (area_kind = 'local authority' AND list_contains($local_authorities::VARCHAR[], area))
ORDER BY area_kind, area, known_on
