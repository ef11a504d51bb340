-- The dates of the loaded releases, oldest first.
SELECT * FROM served.mart.moment ORDER BY as_at
