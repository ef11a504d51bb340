-- Which releases mention an inspection, and where. Key: urn, release_id, family, slot. For the setting page.
SELECT sighting.urn, sighting.family, coalesce(revised.stands_on, sighting.inspected_on) AS inspected_on,
    sighting.inspected_on AS printed_on, sighting.release_id, sighting.slot
FROM sighting
LEFT JOIN revised_date AS revised USING (urn, family, inspected_on)
ORDER BY sighting.urn
