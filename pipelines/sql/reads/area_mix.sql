-- Settings by tier, provider type and deprivation band of one area, the whole, its region and each similar authority.
SELECT mix.*, mix.area_kind = $kind AND mix.area = $area AS is_chosen, list_contains($neighbours::VARCHAR[], mix.area)
    AND mix.area_kind = 'local authority' AS is_neighbour
FROM served.mart.area_mix AS mix
WHERE mix.area_kind = 'all' OR (mix.area_kind = $kind AND mix.area = $area)
    OR (mix.area_kind = 'local authority' AND list_contains($neighbours::VARCHAR[], mix.area))
ORDER BY dimension, place, value
