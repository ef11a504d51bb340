-- One row per row of staging.leaver of a release known then. Key: as there.
SELECT * FROM base.staging.leaver WHERE release_id <= $known_id
