-- One row per row of staging.header of a release known then. Key: as there.
SELECT * FROM base.staging.header WHERE release_id <= $known_id
