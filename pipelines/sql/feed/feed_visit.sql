-- One row per inspection an extract lists, with what was printed beside what it means. Grain: an item of a list.
-- Only types declared as graded can be scored; a type not declared is a visit of its own kind, shown and never scored.
WITH typed AS (
    SELECT feed_row.row_number, feed_row.urn, cell(visit.inspection_type) AS type,
        cell(visit.inspected_on) AS printed_on, cell(visit.judgement) AS judgement,
        iso_date(cell(visit.inspected_on)) AS inspected_on, declared.family AS declared_family
    FROM text_inspection AS visit
    JOIN feed_row USING (row_number)
    LEFT JOIN declared_feed_inspection_types AS declared ON place_key(declared.printed) = place_key(visit.inspection_type)
    WHERE feed_row.row_number NOT IN (SELECT row_number FROM feed_set_aside)
),
final AS (
    SELECT *,
        CASE
            -- A graded type that gives an outcome instead was a visit without a grade: which kind the words may tell.
            WHEN declared_family = 'four-point' AND outcome_rank(outcome_code(judgement)) IS NOT NULL
                THEN 'early years register'
            WHEN declared_family = 'four-point' AND contains(lower(judgement), 'no children') THEN 'no children on roll'
            WHEN declared_family = 'four-point' AND contains(lower(judgement), 'out of school') THEN 'out-of-school'
            ELSE coalesce(declared_family, 'other visit: ' || coalesce(type, 'type not given'))
        END AS family
    FROM typed
)
SELECT * FROM final
