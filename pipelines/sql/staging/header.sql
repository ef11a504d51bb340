-- One row per header of a release, and whether it was taken, ignored by name, or not known; the nearest known headers
-- of one that is not known; and in how many staged rows a taken column says something. Key: release_id, position.
SELECT release_id, position, printed, column_name, outcome, nearest, filled_count FROM header
