-- One row per file that could not be read. Key: file_name.
SELECT * FROM base.staging.refused
