-- The mixes dataset: one row per area and tier, provider type or deprivation band that occurs in it.
-- Key: area_kind, area, dimension, value.
SELECT mix.* EXCLUDE (as_at, place), mix.as_at, build.notice, build.source
FROM served.mart.area_mix AS mix
CROSS JOIN served.mart.build AS build
WHERE $local_authorities::VARCHAR[] IS NULL
    OR (area_kind = 'local authority' AND list_contains($local_authorities::VARCHAR[], area))
ORDER BY area_kind, area, dimension, mix.place, value
