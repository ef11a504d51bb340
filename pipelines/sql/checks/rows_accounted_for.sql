-- Rows read = rows staged + rows set aside.
SELECT file_name, rows_read, rows_staged, rows_set_aside
FROM staging.release
WHERE rows_read <> rows_staged + rows_set_aside
