-- One row per inspection that a row of the file mentions, with what was printed beside what it means.
-- Grain: row_number, slot. A slot with neither date nor result mentions nothing.
WITH mentions AS (
    SELECT row_number, urn, 'four-point' AS family, 'most recent full' AS slot, full_1_on AS printed_on,
        full_1_number AS number, full_1_grade AS printed_result, grade_code(full_1_grade) AS grade,
        NULL::VARCHAR AS outcome, safeguarding_code(full_1_safeguarding) AS safeguarding,
        grade_code(full_1_education) AS education, grade_code(full_1_behaviour) AS behaviour,
        grade_code(full_1_development) AS development, grade_code(full_1_leadership) AS leadership,
        NULL::VARCHAR AS inclusion, NULL::VARCHAR AS curriculum, NULL::VARCHAR AS achievement,
        NULL::VARCHAR AS routines, NULL::VARCHAR AS welfare, NULL::VARCHAR AS governance
    FROM raw_row
    WHERE full_1_on IS NOT NULL OR full_1_grade IS NOT NULL
    UNION ALL
    SELECT row_number, urn, 'four-point', 'second most recent full', full_2_on, full_2_number, full_2_grade,
        grade_code(full_2_grade), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM raw_row
    WHERE full_2_on IS NOT NULL OR full_2_grade IS NOT NULL
    UNION ALL
    SELECT row_number, urn, 'four-point', 'third most recent full', full_3_on, full_3_number, full_3_grade,
        grade_code(full_3_grade), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM raw_row
    WHERE full_3_on IS NOT NULL OR full_3_grade IS NOT NULL
    UNION ALL
    SELECT row_number, urn, 'no children on roll', 'no children on roll', ncor_on, ncor_number, ncor_outcome,
        NULL, outcome_code(ncor_outcome), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM raw_row
    WHERE ncor_on IS NOT NULL OR ncor_outcome IS NOT NULL
    UNION ALL
    SELECT row_number, urn, 'out-of-school', 'out-of-school', oosc_on, NULL, oosc_outcome,
        NULL, outcome_code(oosc_outcome), safeguarding_code(oosc_safeguarding),
        NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM raw_row
    WHERE oosc_on IS NOT NULL OR oosc_outcome IS NOT NULL
    UNION ALL
    SELECT row_number, urn, 'childcare register', 'childcare register', cr_on, cr_number, cr_outcome,
        NULL, outcome_code(cr_outcome), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM raw_row
    WHERE cr_on IS NOT NULL OR cr_outcome IS NOT NULL
    UNION ALL
    SELECT row_number, urn, 'report card', 'report card', card_on, card_number,
        coalesce(cell(card_safeguarding), cell(card_inclusion), cell(card_curriculum), cell(card_achievement),
            cell(card_behaviour), cell(card_welfare), cell(card_leadership)),
        NULL, NULL, safeguarding_code(card_safeguarding), NULL, NULL, NULL, NULL,
        card_code(card_inclusion), card_code(card_curriculum), card_code(card_achievement),
        card_code(card_behaviour), card_code(card_welfare), card_code(card_leadership)
    FROM raw_row
    WHERE coalesce(card_on, card_safeguarding, card_inclusion, card_curriculum, card_achievement, card_behaviour,
        card_welfare, card_leadership) IS NOT NULL
),
final AS (
    SELECT
        * EXCLUDE (number),
        text_value(number) AS inspection_number,
        date_value(printed_on) AS inspected_on,
        -- The null markers say that there was no such inspection; only real text can be a date gone wrong.
        text_value(printed_on) IS NOT NULL AS has_date_text,
        text_value(printed_result) IS NOT NULL AS has_result
    FROM mentions
    WHERE text_value(printed_on) IS NOT NULL OR text_value(printed_result) IS NOT NULL
)
SELECT * FROM final
