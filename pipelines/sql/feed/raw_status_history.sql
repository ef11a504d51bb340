-- One row per change of a registration's status. Key: urn, status, changed_on.
SELECT DISTINCT feed_row.urn, status_code(cell(history.status)) AS status, iso_date(cell(history.changed_on)) AS changed_on
FROM text_status_history AS history
JOIN feed_row USING (row_number)
WHERE feed_row.row_number NOT IN (SELECT row_number FROM feed_set_aside) AND cell(history.status) IS NOT NULL
