-- One row per header of a release, and whether it was taken, ignored by name, or not known. Key: release_id, position.
SELECT release_id, position, printed, column_name, outcome FROM header
