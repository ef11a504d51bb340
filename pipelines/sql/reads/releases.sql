-- The releases in this build, oldest first, with their accounting.
SELECT * FROM served.staging.release ORDER BY release_id
