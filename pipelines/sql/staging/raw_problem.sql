-- One row per thing in the file that was set aside or not understood: what, where, and what was done.
-- Only dates, results, places and URNs are quoted here: never a name or an address.
WITH set_aside_rows AS (
    SELECT row_number, urn, 'Provider URN' AS column_name, urn AS value, set_aside AS problem,
        'row set aside' AS action
    FROM raw_row_status
    WHERE set_aside IS NOT NULL
),
dates AS (
    SELECT row_number, urn, slot || ': date' AS column_name, cell(printed_on) AS value,
        CASE
            WHEN NOT has_date_text THEN 'result without a date'
            WHEN inspected_on IS NULL THEN 'date not understood'
            WHEN inspected_on > $as_at THEN 'date after the release'
            ELSE 'impossible date'
        END AS problem,
        'inspection set aside' AS action
    FROM raw_mention
    WHERE inspected_on IS NULL OR inspected_on > $as_at OR inspected_on < DATE '1980-01-01'
),
results AS (
    UNPIVOT (
        SELECT row_number, urn, slot, grade, outcome, safeguarding, education, behaviour, development, leadership,
            inclusion, curriculum, achievement, routines, welfare, governance
        FROM raw_mention
    )
    ON grade, outcome, safeguarding, education, behaviour, development, leadership,
        inclusion, curriculum, achievement, routines, welfare, governance
    INTO NAME judgement VALUE result
),
unknown_results AS (
    SELECT row_number, urn, slot || ': ' || judgement AS column_name, substr(result, 10) AS value,
        'value not known' AS problem, 'kept and shown, not scored' AS action
    FROM results
    WHERE starts_with(result, 'unknown: ')
),
provider_values AS (
    SELECT raw_row.row_number, status.urn, checked.*
    FROM raw_row
    JOIN raw_row_status AS status ON status.row_number = raw_row.row_number AND status.set_aside IS NULL
    CROSS JOIN LATERAL (
        VALUES
            ('Registration date', CASE WHEN text_value(registered_on) IS NOT NULL
                AND coalesce(date_value(registered_on) > $as_at, true) THEN cell(registered_on) END,
                'date not understood or after the release', 'kept blank where it cannot be read'),
            ('Places', CASE WHEN text_value(places) IS NOT NULL
                AND NOT coalesce(try_cast(cell(places) AS DOUBLE) BETWEEN 0 AND 5000, false) THEN cell(places) END,
                'impossible value', 'kept blank'),
            ('Register combinations', CASE WHEN starts_with(register_code(registers), 'unknown: ')
                THEN cell(registers) END, 'value not known', 'the Early Years Register flag decides'),
            ('Provider status', CASE WHEN starts_with(status_code(status), 'unknown: ')
                THEN cell(status) END, 'value not known', 'kept: treated as registered')
    ) AS checked (column_name, value, problem, action)
    WHERE checked.value IS NOT NULL
),
early AS (
    SELECT mention.row_number, mention.urn, mention.slot || ': date' AS column_name,
        cell(mention.printed_on) AS value, 'inspected before registration' AS problem, 'kept' AS action
    FROM raw_mention AS mention
    JOIN raw_row USING (row_number)
    WHERE mention.inspected_on < date_value(raw_row.registered_on)
),
final AS (
    SELECT * FROM set_aside_rows
    UNION ALL SELECT * FROM dates
    UNION ALL SELECT * FROM unknown_results
    UNION ALL SELECT * FROM provider_values
    UNION ALL SELECT * FROM early
)
SELECT * FROM final
