-- One row per inspection that a row of a file mentions, with what was printed beside what it means.
-- Grain: file, row_number, slot. A slot with neither date nor result mentions nothing.
WITH typed_visit AS (
    SELECT *, visit_code(visit_type) AS kind
    FROM raw_row
    WHERE visit_on IS NOT NULL OR visit_result IS NOT NULL
),
visit AS (
    -- The inspection-level layout. A graded visit is of the scale its result is on; any other is what its type says.
    SELECT *,
        CASE
            WHEN kind NOT IN ('full', 'not recorded', 'withheld', 'does not apply')
                AND NOT starts_with(kind, 'unknown: ') THEN kind
            WHEN text_value(coalesce(card_inclusion, card_curriculum, card_achievement, card_welfare)) IS NOT NULL
                THEN 'report card'
            WHEN grade_rank(grade_code(visit_result)) IS NOT NULL OR kind = 'full' THEN 'four-point'
            ELSE 'other visit'
        END AS family
    FROM typed_visit
),
printed AS (
    SELECT file, as_at, row_number, urn, 'four-point' AS family, 'most recent full' AS slot, full_1_on AS printed_on,
        full_1_number AS number, full_1_grade AS printed_result, full_1_safeguarding AS safeguarding,
        full_1_education AS education, full_1_behaviour AS behaviour, full_1_development AS development,
        full_1_leadership AS leadership, NULL::VARCHAR AS inclusion, NULL::VARCHAR AS curriculum,
        NULL::VARCHAR AS achievement, NULL::VARCHAR AS routines, NULL::VARCHAR AS welfare, NULL::VARCHAR AS governance
    FROM raw_row
    UNION ALL
    SELECT file, as_at, row_number, urn, 'four-point', 'second most recent full', full_2_on, full_2_number,
        full_2_grade, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM raw_row
    UNION ALL
    SELECT file, as_at, row_number, urn, 'four-point', 'third most recent full', full_3_on, full_3_number, full_3_grade,
        NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM raw_row
    UNION ALL
    SELECT file, as_at, row_number, urn, 'no children on roll', 'no children on roll', ncor_on, ncor_number,
        ncor_outcome, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM raw_row
    UNION ALL
    SELECT file, as_at, row_number, urn, 'out-of-school', 'out-of-school', oosc_on, NULL, oosc_outcome,
        oosc_safeguarding, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM raw_row
    UNION ALL
    SELECT file, as_at, row_number, urn, 'childcare register', 'childcare register', cr_on, cr_number, cr_outcome,
        NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM raw_row
    UNION ALL
    SELECT file, as_at, row_number, urn, 'report card', 'report card', card_on, card_number,
        coalesce(card_safeguarding, card_inclusion, card_curriculum, card_achievement, card_behaviour, card_welfare,
            card_leadership),
        card_safeguarding, NULL, NULL, NULL, NULL, card_inclusion, card_curriculum, card_achievement,
        card_behaviour, card_welfare, card_leadership
    FROM raw_row
    WHERE visit_on IS NULL AND visit_result IS NULL
    UNION ALL
    SELECT file, as_at, row_number, urn, family, 'inspection of the period', visit_on, visit_number,
        CASE family WHEN 'report card' THEN coalesce(card_safeguarding, card_inclusion, card_curriculum,
            card_achievement, card_behaviour, card_welfare, card_leadership) ELSE visit_result END,
        coalesce(card_safeguarding, full_1_safeguarding),
        full_1_education, full_1_behaviour, full_1_development, full_1_leadership, card_inclusion, card_curriculum,
        card_achievement, card_behaviour, card_welfare, card_leadership
    FROM visit
),
mentions AS MATERIALIZED (
    SELECT *,
        -- The null markers say that there was no such inspection; only real text can be a date gone wrong.
        text_value(printed_on) IS NOT NULL AS has_date_text,
        text_value(printed_result) IS NOT NULL AS has_result
    FROM printed
    WHERE printed_on IS NOT NULL OR printed_result IS NOT NULL
),
final AS (
    SELECT
        file, as_at, row_number, urn, family, slot, printed_on, printed_result,
        CASE WHEN family = 'four-point' THEN grade_code(printed_result) END AS grade,
        CASE WHEN family NOT IN ('four-point', 'report card') THEN outcome_code(printed_result) END AS outcome,
        safeguarding_code(safeguarding) AS safeguarding,
        grade_code(education) AS education, grade_code(behaviour) AS behaviour,
        grade_code(development) AS development, grade_code(leadership) AS leadership,
        card_code(inclusion) AS inclusion, card_code(curriculum) AS curriculum,
        card_code(achievement) AS achievement, card_code(routines) AS routines,
        card_code(welfare) AS welfare, card_code(governance) AS governance,
        text_value(number) AS inspection_number,
        date_value(printed_on) AS inspected_on,
        has_date_text, has_result
    FROM mentions
    WHERE has_date_text OR has_result
)
SELECT * FROM final
