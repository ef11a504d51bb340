-- One row per inspection, reconciled from every sighting of it. Key: urn, family, inspected_on.
-- Each result is taken on its own: the newest release that prints a known result wins, and where equally dated
-- sightings differ the worse one stands. A blank never erases what an earlier release said.
WITH resolved AS (
    SELECT sighting.* REPLACE (coalesce(revised.stands_on, sighting.inspected_on) AS inspected_on),
        revised.stands_on IS NOT NULL AS is_revised
    FROM sighting
    LEFT JOIN revised_date AS revised USING (urn, family, inspected_on)
),
final AS (
    SELECT
        urn, family, inspected_on,
        arg_max(inspection_number, release_id) AS inspection_number,
        arg_max(grade, standing(grade, grade_rank(grade), release_id)) AS grade,
        arg_max(outcome, standing(outcome, outcome_rank(outcome), release_id)) AS outcome,
        arg_max(safeguarding, standing(safeguarding, safeguarding_rank(safeguarding), release_id)) AS safeguarding,
        arg_max(education, standing(education, grade_rank(education), release_id)) AS education,
        arg_max(behaviour, standing(behaviour, grade_rank(behaviour), release_id)) AS behaviour,
        arg_max(development, standing(development, grade_rank(development), release_id)) AS development,
        arg_max(leadership, standing(leadership, grade_rank(leadership), release_id)) AS leadership,
        arg_max(inclusion, standing(inclusion, card_rank(inclusion), release_id)) AS inclusion,
        arg_max(curriculum, standing(curriculum, card_rank(curriculum), release_id)) AS curriculum,
        arg_max(achievement, standing(achievement, card_rank(achievement), release_id)) AS achievement,
        arg_max(routines, standing(routines, card_rank(routines), release_id)) AS routines,
        arg_max(welfare, standing(welfare, card_rank(welfare), release_id)) AS welfare,
        arg_max(governance, standing(governance, card_rank(governance), release_id)) AS governance,
        count(DISTINCT release_id) AS sighting_count,
        min(release_id) AS first_release_id,
        max(release_id) AS last_release_id,
        bool_or(is_revised) AS is_date_revised
    FROM resolved
    GROUP BY ALL
)
SELECT * FROM final
