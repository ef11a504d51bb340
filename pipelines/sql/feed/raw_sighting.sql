-- One row per inspection an extract lists, as a release's sighting. Key: urn, family, slot, inspected_on.
-- An inspection without a usable date has no identity: it is in raw_problem instead.
SELECT urn, family, 'feed: ' || coalesce(type, 'type not given') AS slot, inspected_on,
    NULL::VARCHAR AS inspection_number,
    CASE WHEN family = 'four-point' THEN grade_code(judgement) END AS grade,
    CASE WHEN starts_with(family, 'other visit: ') THEN judgement
        WHEN family <> 'four-point' THEN outcome_code(judgement) END AS outcome,
    NULL::VARCHAR AS safeguarding, NULL::VARCHAR AS education, NULL::VARCHAR AS behaviour,
    NULL::VARCHAR AS development, NULL::VARCHAR AS leadership, NULL::VARCHAR AS inclusion, NULL::VARCHAR AS curriculum,
    NULL::VARCHAR AS achievement, NULL::VARCHAR AS routines, NULL::VARCHAR AS welfare, NULL::VARCHAR AS governance
FROM feed_visit
WHERE inspected_on BETWEEN DATE '1980-01-01' AND $as_at
