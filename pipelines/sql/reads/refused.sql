-- The files left out of this build because they could not be read, with the reason.
SELECT file_name, reason FROM served.staging.refused ORDER BY file_name
