-- The neighbours dataset: one row per local authority and one similar to it, the nearest first.
-- Key: local_authority, neighbour.
SELECT neighbour.*, build.as_at, build.notice, build.source
FROM served.mart.neighbour AS neighbour
CROSS JOIN served.mart.build AS build
WHERE $local_authorities::VARCHAR[] IS NULL OR list_contains($local_authorities::VARCHAR[], neighbour.local_authority)
ORDER BY neighbour.local_authority, neighbour.rank
