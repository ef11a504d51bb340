-- Every header of one release: what became of it, and the nearest known ones where it is not known. Key: position.
SELECT position, printed, column_name, outcome, nearest, filled_count
FROM served.staging.header
WHERE release_id = $release_id
ORDER BY position
