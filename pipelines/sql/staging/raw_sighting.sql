-- One row per inspection one release mentions. Key: file, urn, family, slot.
-- A mention without a usable date has no identity: it is in raw_problem instead.
SELECT
    file, urn, family, slot, inspected_on, inspection_number, grade, outcome, safeguarding,
    education, behaviour, development, leadership,
    inclusion, curriculum, achievement, routines, welfare, governance
FROM raw_mention
WHERE inspected_on BETWEEN DATE '1980-01-01' AND as_at
