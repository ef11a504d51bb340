-- One row per notice of a registration. A welfare notice has a category and runs between two dates; any other has a
-- type and the dates of the notice of intention and of the notice of decision. Key: every column.
SELECT DISTINCT feed_row.urn,
    CASE WHEN notice.welfare_category IS NULL AND notice.started_on IS NULL THEN 'notice' ELSE 'welfare notice' END AS kind,
    coalesce(cell(notice.welfare_category), cell(notice.type)) AS category, cell(notice.sub_type) AS detail,
    cell(notice.status) AS status,
    iso_date(cell(notice.intended_on)) AS intended_on, iso_date(cell(notice.decided_on)) AS decided_on,
    iso_date(cell(notice.started_on)) AS started_on, iso_date(cell(notice.ended_on)) AS ended_on
FROM text_notice AS notice
JOIN feed_row USING (row_number)
WHERE feed_row.row_number NOT IN (SELECT row_number FROM feed_set_aside)
