-- Where an inspection is mentioned, with what result, and by which releases. For the setting page and explain.
SELECT alike.urn, alike.family, coalesce(revised.stands_on, alike.inspected_on) AS inspected_on,
    alike.inspected_on AS printed_on, alike.release_ids, alike.slot,
    alike.inspection_number, coalesce(alike.grade, alike.outcome, 'safeguarding ' || alike.safeguarding) AS result
FROM staging.alike AS alike
LEFT JOIN staging.revised_date AS revised USING (urn, family, inspected_on)
