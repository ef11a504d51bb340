-- One row per thing in a file that was set aside or not understood: what, where, and what was done.
-- Only dates, results, places and URNs are quoted here: never a name or an address.
WITH set_aside_rows AS (
    -- In a shifted row the URN's heading may stand over a name: only text with a digit and no space is quoted.
    SELECT file, row_number, quoted AS urn, 'Provider URN' AS column_name, quoted AS value, set_aside AS problem,
        'row set aside' AS action
    FROM (SELECT *, CASE WHEN regexp_full_match(urn, '\S*[0-9]\S*') THEN urn END AS quoted FROM raw_set_aside) AS rows
),
dates AS (
    SELECT file, row_number, urn, slot || ': date' AS column_name, printed_on AS value,
        CASE
            WHEN NOT has_date_text THEN 'result without a date'
            WHEN inspected_on IS NULL THEN 'date not understood'
            WHEN inspected_on > as_at THEN 'date after the release'
            ELSE 'impossible date'
        END AS problem,
        'inspection set aside' AS action
    FROM raw_mention
    WHERE inspected_on IS NULL OR inspected_on > as_at OR inspected_on < DATE '1980-01-01'
),
results AS (
    UNPIVOT (
        SELECT file, row_number, urn, slot, grade, outcome, safeguarding, education, behaviour, development, leadership,
            inclusion, curriculum, achievement, routines, welfare, governance
        FROM raw_mention
        WHERE contains(concat(grade, outcome, safeguarding, education, behaviour, development, leadership,
            inclusion, curriculum, achievement, routines, welfare, governance), 'unknown: ')
    )
    ON grade, outcome, safeguarding, education, behaviour, development, leadership,
        inclusion, curriculum, achievement, routines, welfare, governance
    INTO NAME judgement VALUE result
),
unknown_results AS (
    SELECT file, row_number, urn, slot || ': ' || judgement AS column_name, substr(result, 10) AS value,
        'value not known' AS problem, 'kept and shown, not scored' AS action
    FROM results
    WHERE starts_with(result, 'unknown: ')
),
registrations AS (
    SELECT file, row_number, urn, 'Registration date' AS column_name, registered_on AS value,
        'date not understood or after the release' AS problem, 'kept blank where it cannot be read' AS action
    FROM raw_row
    WHERE coalesce(date_value(registered_on) > as_at, text_value(registered_on) IS NOT NULL)
),
places AS (
    SELECT file, row_number, urn, 'Places' AS column_name, places AS value, 'impossible value' AS problem,
        'kept blank' AS action
    FROM raw_row
    WHERE coalesce(try_cast(places AS DOUBLE) NOT BETWEEN 0 AND 5000, text_value(places) IS NOT NULL)
),
registers AS (
    SELECT file, row_number, urn, 'Register combinations' AS column_name, registers AS value,
        'value not known' AS problem, 'the Early Years Register flag decides' AS action
    FROM raw_row
    WHERE starts_with(register_code(registers), 'unknown: ')
),
statuses AS (
    SELECT file, row_number, urn, 'Provider status' AS column_name, status AS value,
        'value not known' AS problem, 'kept: treated as registered' AS action
    FROM raw_row
    WHERE starts_with(status_code(status), 'unknown: ')
),
visits AS (
    SELECT file, row_number, urn, 'Inspection type' AS column_name, visit_type AS value,
        'value not known' AS problem, 'the result decides what kind of inspection it was' AS action
    FROM raw_row
    WHERE starts_with(visit_code(visit_type), 'unknown: ')
),
leavers AS (
    SELECT file, NULL::BIGINT AS row_number, CASE WHEN regexp_full_match(urn, '\S*[0-9]\S*') THEN urn END AS urn,
        'leaving date' AS column_name, left_on AS value,
        'leaver without a usable URN and date' AS problem, 'leaving date set aside' AS action
    FROM leaver_row
    WHERE coalesce(urn, left_on) IS NOT NULL
        AND (is_urn(urn) AND date_value(left_on) <= as_at) IS NOT true
),
early AS (
    SELECT mention.file, mention.row_number, mention.urn, mention.slot || ': date' AS column_name,
        mention.printed_on AS value, 'inspected before registration' AS problem, 'kept' AS action
    FROM raw_mention AS mention
    JOIN raw_row USING (file, row_number)
    WHERE mention.inspected_on < date_value(raw_row.registered_on)
),
final AS (
    SELECT * FROM set_aside_rows
    UNION ALL SELECT * FROM dates
    UNION ALL SELECT * FROM unknown_results
    UNION ALL SELECT * FROM registrations
    UNION ALL SELECT * FROM places
    UNION ALL SELECT * FROM registers
    UNION ALL SELECT * FROM statuses
    UNION ALL SELECT * FROM visits
    UNION ALL SELECT * FROM leavers
    UNION ALL SELECT * FROM early
)
SELECT * FROM final
