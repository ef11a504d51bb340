-- Which releases mention an inspection, where, and with what result. Key: urn, release_id, family, slot.
SELECT sighting.urn, sighting.family, coalesce(revised.stands_on, sighting.inspected_on) AS inspected_on,
    sighting.inspected_on AS printed_on, sighting.release_id, sighting.slot,
    sighting.inspection_number, coalesce(sighting.grade, sighting.outcome, 'safeguarding ' || sighting.safeguarding) AS result
FROM sighting
LEFT JOIN revised_date AS revised USING (urn, family, inspected_on)
ORDER BY sighting.urn
