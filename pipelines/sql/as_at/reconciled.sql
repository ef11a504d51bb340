-- One row per inspection a history is made of, as at each date asked, reconciled from the sightings known then.
-- Key: urn, as_at, made_of, family, inspected_on.
-- Each result is taken on its own: the newest release that prints a known result wins, and where equally dated
-- sightings differ the worse one stands. A blank never erases what an earlier release said.
WITH differing AS (
    SELECT * FROM staging.alike ANTI JOIN agreed USING (urn, family, inspected_on)
),
known AS (
    SELECT wanted.urn, wanted.as_at, wanted.made_of, wanted.known_id,
        differing.* EXCLUDE (urn, release_ids, last_release_id),
        CASE WHEN differing.last_release_id <= wanted.known_id THEN differing.last_release_id
            ELSE list_max(list_filter(differing.release_ids, lambda one: one <= wanted.known_id)) END AS last_release_id
    FROM wanted
    JOIN differing
        ON differing.urn = wanted.made_of AND differing.first_release_id <= wanted.known_id
        AND differing.inspected_on <= wanted.as_at
),
resolved AS (
    SELECT known.* REPLACE (coalesce(revised.stands_on, known.inspected_on) AS inspected_on),
        revised.stands_on IS NOT NULL AS is_revised
    FROM known
    LEFT JOIN revised_date AS revised
        ON revised.urn = known.made_of AND revised.known_id = known.known_id AND revised.family = known.family
        AND revised.inspected_on = known.inspected_on
),
final AS (
    SELECT
        urn, as_at, made_of, family, inspected_on,
        min(first_release_id) AS first_release_id,
        arg_max(inspection_number, last_release_id) AS inspection_number,
        arg_max(grade, standing(grade, grade_rank(grade), last_release_id)) AS grade,
        arg_max(outcome, standing(outcome, outcome_rank(outcome), last_release_id)) AS outcome,
        arg_max(safeguarding, standing(safeguarding, safeguarding_rank(safeguarding), last_release_id)) AS safeguarding,
        arg_max(education, standing(education, grade_rank(education), last_release_id)) AS education,
        arg_max(behaviour, standing(behaviour, grade_rank(behaviour), last_release_id)) AS behaviour,
        arg_max(development, standing(development, grade_rank(development), last_release_id)) AS development,
        arg_max(leadership, standing(leadership, grade_rank(leadership), last_release_id)) AS leadership,
        arg_max(inclusion, standing(inclusion, card_rank(inclusion), last_release_id)) AS inclusion,
        arg_max(curriculum, standing(curriculum, card_rank(curriculum), last_release_id)) AS curriculum,
        arg_max(achievement, standing(achievement, card_rank(achievement), last_release_id)) AS achievement,
        arg_max(routines, standing(routines, card_rank(routines), last_release_id)) AS routines,
        arg_max(welfare, standing(welfare, card_rank(welfare), last_release_id)) AS welfare,
        arg_max(governance, standing(governance, card_rank(governance), last_release_id)) AS governance,
        bool_or(is_revised) AS is_date_revised
    FROM resolved
    GROUP BY urn, as_at, made_of, known_id, family, inspected_on
    UNION ALL
    SELECT wanted.urn, wanted.as_at, wanted.made_of, agreed.* EXCLUDE (urn), false
    FROM wanted
    JOIN agreed
        ON agreed.urn = wanted.made_of AND agreed.first_release_id <= wanted.known_id
        AND agreed.inspected_on <= wanted.as_at
)
SELECT * FROM final
