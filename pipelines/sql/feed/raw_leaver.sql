-- One row per registration that is no longer registered, with the day its status changed to what it is. Key: urn.
SELECT feed_row.urn, max(iso_date(cell(history.changed_on))) AS left_on
FROM text_status_history AS history
JOIN feed_row USING (row_number)
WHERE status_code(cell(history.status)) = status_code(feed_row.status)
    AND status_code(feed_row.status) IN ('resigned', 'cancelled', 'inactive')
    AND iso_date(cell(history.changed_on)) <= $as_at
    AND feed_row.row_number NOT IN (SELECT row_number FROM feed_set_aside)
GROUP BY feed_row.urn
