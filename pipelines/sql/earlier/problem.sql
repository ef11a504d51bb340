-- One row per row of staging.problem of a release known then. Key: as there.
SELECT * FROM base.staging.problem WHERE release_id <= $known_id
