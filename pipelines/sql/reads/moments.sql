-- The dates of the loaded releases, oldest first.
SELECT * FROM served.mart.moment WHERE release_count > 0 ORDER BY as_at
