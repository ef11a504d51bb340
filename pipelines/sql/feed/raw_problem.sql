-- One row per thing in an extract that was set aside or not understood: what, where, and what was done.
-- Only dates, judgements, codes, types and URNs are quoted here: never a name or an address.
WITH set_aside_rows AS (
    SELECT row_number, quoted AS urn, 'ReferenceNumber' AS column_name, quoted AS value, set_aside AS problem,
        'row set aside' AS action
    FROM (SELECT *, CASE WHEN regexp_full_match(urn, '\S*[0-9]\S*') THEN urn END AS quoted FROM feed_set_aside) AS rows
),
visits AS (
    SELECT row_number, urn, 'InspectionDate' AS column_name, printed_on AS value,
        CASE
            WHEN printed_on IS NULL THEN 'result without a date'
            WHEN inspected_on IS NULL THEN 'date not understood'
            WHEN inspected_on > $as_at THEN 'date after the release'
            ELSE 'impossible date'
        END AS problem,
        'inspection set aside' AS action
    FROM feed_visit
    WHERE inspected_on IS NULL OR inspected_on > $as_at OR inspected_on < DATE '1980-01-01'
),
judgements AS (
    SELECT row_number, urn, 'InspectionOverallJudgement' AS column_name, judgement AS value,
        'value not known' AS problem, 'kept and shown, not scored' AS action
    FROM feed_visit
    WHERE judgement IS NOT NULL AND NOT starts_with(family, 'other visit: ')
        AND CASE WHEN family = 'four-point' THEN grade_rank(grade_code(judgement))
            ELSE outcome_rank(outcome_code(judgement)) END IS NULL
),
types AS (
    SELECT row_number, urn, 'InspectionType' AS column_name, type AS value, 'value not known' AS problem,
        'kept and shown, not scored' AS action
    FROM feed_visit
    WHERE starts_with(family, 'other visit: ')
),
early AS (
    SELECT visit.row_number, visit.urn, 'InspectionDate' AS column_name, visit.printed_on AS value,
        'inspected before registration' AS problem, 'kept' AS action
    FROM feed_visit AS visit
    JOIN feed_row USING (row_number)
    WHERE visit.inspected_on < iso_date(feed_row.registered_on)
),
codes AS (
    SELECT row_number, urn,
        unnest([
            {'column_name': 'ProvisionType', 'value': CASE WHEN provision_type NOT IN (
                SELECT code FROM declared_feed_provision_types) THEN provision_type END,
                'problem': 'value not known', 'action': 'kept'},
            {'column_name': 'RegistrationStatus', 'value': CASE WHEN starts_with(status_code(status), 'unknown: ')
                THEN status END, 'problem': 'value not known', 'action': 'kept: treated as registered'},
            {'column_name': 'RegistrationDate', 'value': CASE WHEN iso_date(registered_on) IS NULL
                OR iso_date(registered_on) > $as_at THEN registered_on END,
                'problem': 'date not understood or after the release', 'action': 'kept blank where it cannot be read'}
        ], recursive := true)
    FROM feed_row
    WHERE row_number NOT IN (SELECT row_number FROM feed_set_aside)
),
dates AS (
    SELECT row_number, 'ChangeDate' AS column_name, changed_on AS value FROM text_status_history
    UNION ALL
    SELECT row_number, 'EndDate', ended_on FROM text_register
    UNION ALL
    SELECT row_number, unnest(['NOIDate', 'NODDate', 'WelfareStartDate', 'WelfareEndDate']),
        unnest([intended_on, decided_on, started_on, ended_on])
    FROM text_notice
),
unreadable AS (
    SELECT row_number, feed_row.urn, column_name, cell(value) AS value, 'date not understood' AS problem,
        'kept without the date' AS action
    FROM dates
    JOIN feed_row USING (row_number)
    WHERE cell(value) IS NOT NULL AND iso_date(cell(value)) IS NULL
),
elements AS (
    SELECT NULL::INTEGER AS row_number, NULL::VARCHAR AS urn, element AS column_name, 'seen ' || seen || ' times' AS value,
        'element not known' AS problem, 'left out and counted' AS action
    FROM feed_unknown
),
final AS (
    SELECT * FROM set_aside_rows
    UNION ALL SELECT * FROM visits
    UNION ALL SELECT * FROM judgements
    UNION ALL SELECT * FROM types
    UNION ALL SELECT * FROM early
    UNION ALL SELECT row_number, urn, column_name, value, problem, action FROM codes WHERE value IS NOT NULL
    UNION ALL SELECT * FROM unreadable
    UNION ALL SELECT * FROM elements
)
SELECT * FROM final
