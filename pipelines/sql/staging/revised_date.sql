-- Dates that a later release corrected, as known now, whichever part followed them. Key: urn, family, inspected_on.
SELECT DISTINCT revised_date.* EXCLUDE (known_id)
FROM revised_date
JOIN mart.moment AS moment ON moment.as_at = $as_at AND moment.release_id = revised_date.known_id
