-- The inspections dataset: one row per inspection, scored or not. Key: urn, family, inspected_on.
-- Results are called what they were on their day: a third grade was Satisfactory before 4 November 2013.
-- Areas are counted and safeguarding is spelt as in the labels dataset, so that the two can be laid side by side.
WITH history AS (
    SELECT * REPLACE (
            CASE WHEN family = 'four-point' THEN len(list_filter(four_point_areas, lambda area: area IN ('requires improvement', 'inadequate')))
                ELSE areas_below END AS areas_below,
            CASE WHEN family = 'four-point' THEN len(four_point_areas) ELSE areas_judged END AS areas_judged
        ),
        CASE WHEN inspected_on < DATE '2013-11-04' THEN 'satisfactory' ELSE 'requires improvement' END AS third
    FROM (
        SELECT *, list_filter([education, behaviour, development, leadership],
            lambda area: area IN ('outstanding', 'good', 'requires improvement', 'inadequate')) AS four_point_areas
        FROM served.mart.history
    )
)
SELECT history.urn, listing.local_authority, family, history.inspected_on, inspection_number, position AS scored_position,
    is_scored, unscored_reason, history.scale, CASE WHEN is_satisfactory THEN result_words ELSE upper(left(history.grade, 1)) || substr(history.grade, 2) END AS grade,
    CASE WHEN family = 'four-point' THEN worst_rank END AS grade_number, history.band, words,
    CASE WHEN history.areas_judged > 0 THEN history.areas_below END AS areas_below, nullif(history.areas_judged, 0) AS areas_judged,
    CASE WHEN history.safeguarding IN ('yes', 'no', 'met', 'not met')
        THEN upper(left(history.safeguarding, 1)) || substr(history.safeguarding, 2) END AS safeguarding, outcome,
    replace(education, 'requires improvement', third) AS quality_of_education,
    replace(behaviour, 'requires improvement', third) AS behaviour_and_attitudes,
    replace(development, 'requires improvement', third) AS personal_development,
    replace(leadership, 'requires improvement', third) AS leadership_and_management, inclusion, curriculum AS curriculum_and_teaching, achievement,
    routines AS behaviour_and_routines, welfare AS welfare_and_wellbeing, governance AS leadership_and_governance,
    from_urn, sighting_count, first_release.as_at AS first_seen_on, last_release.as_at AS last_seen_on,
    is_date_revised, listing.as_at, build.notice, build.source
FROM history
JOIN served.mart.listing AS listing USING (urn)
JOIN served.staging.release AS first_release ON first_release.release_id = history.first_release_id
JOIN served.staging.release AS last_release ON last_release.release_id = history.last_release_id
CROSS JOIN served.mart.build AS build
WHERE $local_authorities::VARCHAR[] IS NULL OR list_contains($local_authorities::VARCHAR[], listing.local_authority)
ORDER BY history.urn, history.inspected_on, family
