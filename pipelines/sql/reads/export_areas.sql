-- The areas dataset: one row per area. Key: area_kind, area.
SELECT area.* EXCLUDE (as_at), area.as_at, build.notice, build.source
FROM served.mart.area AS area
CROSS JOIN served.mart.build AS build
WHERE $local_authorities::VARCHAR[] IS NULL
    OR (area_kind = 'local authority' AND list_contains($local_authorities::VARCHAR[], area))
