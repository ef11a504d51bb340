-- One row per result or date that a release gives differently from what stood until then: what a publisher revised.
-- Key: urn, family, inspected_on, column_name, release_id. As staging.inspection decides: the newest release that prints
-- a known result stands, of two in one release the worse one, and a blank changes nothing.
WITH sightings AS (
    SELECT alike.* REPLACE (coalesce(revised.stands_on, alike.inspected_on) AS inspected_on),
        alike.inspected_on AS printed_on, unnest(release_ids) AS release_id
    FROM staging.alike AS alike
    LEFT JOIN staging.revised_date AS revised USING (urn, family, inspected_on)
),
said AS (
    SELECT urn, family, inspected_on, release_id,
        unnest([
            {'column_name': 'inspection date', 'value': strftime(printed_on, '%Y-%m-%d'), 'severity': 0},
            {'column_name': 'grade', 'value': grade, 'severity': grade_rank(grade)},
            {'column_name': 'outcome', 'value': outcome, 'severity': outcome_rank(outcome)},
            {'column_name': 'safeguarding', 'value': safeguarding, 'severity': safeguarding_rank(safeguarding)},
            {'column_name': 'quality of education', 'value': education, 'severity': grade_rank(education)},
            {'column_name': 'behaviour and attitudes', 'value': behaviour, 'severity': grade_rank(behaviour)},
            {'column_name': 'personal development', 'value': development, 'severity': grade_rank(development)},
            {'column_name': 'leadership and management', 'value': leadership, 'severity': grade_rank(leadership)},
            {'column_name': 'inclusion', 'value': inclusion, 'severity': card_rank(inclusion)},
            {'column_name': 'curriculum and teaching', 'value': curriculum, 'severity': card_rank(curriculum)},
            {'column_name': 'achievement', 'value': achievement, 'severity': card_rank(achievement)},
            {'column_name': 'behaviour and routines', 'value': routines, 'severity': card_rank(routines)},
            {'column_name': 'welfare and wellbeing', 'value': welfare, 'severity': card_rank(welfare)},
            {'column_name': 'leadership and governance', 'value': governance, 'severity': card_rank(governance)}
        ]) AS one
    FROM sightings
    SEMI JOIN staging.conflict USING (urn, family, inspected_on)
),
stood AS (
    SELECT urn, family, inspected_on, one.column_name, release_id,
        arg_max(one.value, (standing(one.value, one.severity, release_id), one.value)) OVER upto AS now
    FROM (SELECT * FROM said WHERE one.value IS NOT NULL)
    WINDOW upto AS (
        PARTITION BY urn, family, inspected_on, one.column_name ORDER BY release_id
        RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    )
),
final AS (
    SELECT urn, family, inspected_on, column_name, release_id, lag(now) OVER one_column AS was, now
    FROM (SELECT DISTINCT * FROM stood)
    WINDOW one_column AS (PARTITION BY urn, family, inspected_on, column_name ORDER BY release_id)
    QUALIFY was <> now
)
SELECT * FROM final ORDER BY urn, inspected_on, column_name, release_id
