-- One row per release known as at the date asked; before every release, all of them. Key: release_id.
SELECT * FROM base.staging.release WHERE release_id <= $known_id
