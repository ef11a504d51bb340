-- One row per result or date that another sighting of the same inspection gives differently.
-- Key: urn, family, inspected_on, column_name, other, release_id.
WITH differing AS (
    SELECT alike.urn, alike.family, inspection.inspected_on, alike.release_ids,
        unnest([
            {'column_name': 'inspection date', 'kept': strftime(inspection.inspected_on, '%Y-%m-%d'),
                'other': strftime(alike.inspected_on, '%Y-%m-%d')},
            {'column_name': 'grade', 'kept': inspection.grade, 'other': alike.grade},
            {'column_name': 'outcome', 'kept': inspection.outcome, 'other': alike.outcome},
            {'column_name': 'safeguarding', 'kept': inspection.safeguarding, 'other': alike.safeguarding},
            {'column_name': 'quality of education', 'kept': inspection.education, 'other': alike.education},
            {'column_name': 'behaviour and attitudes', 'kept': inspection.behaviour, 'other': alike.behaviour},
            {'column_name': 'personal development', 'kept': inspection.development, 'other': alike.development},
            {'column_name': 'leadership and management', 'kept': inspection.leadership, 'other': alike.leadership},
            {'column_name': 'inclusion', 'kept': inspection.inclusion, 'other': alike.inclusion},
            {'column_name': 'curriculum and teaching', 'kept': inspection.curriculum, 'other': alike.curriculum},
            {'column_name': 'achievement', 'kept': inspection.achievement, 'other': alike.achievement},
            {'column_name': 'behaviour and routines', 'kept': inspection.routines, 'other': alike.routines},
            {'column_name': 'welfare and wellbeing', 'kept': inspection.welfare, 'other': alike.welfare},
            {'column_name': 'leadership and governance', 'kept': inspection.governance, 'other': alike.governance}
        ], recursive := true)
    FROM staging.alike AS alike
    LEFT JOIN staging.revised_date AS revised USING (urn, family, inspected_on)
    JOIN staging.inspection AS inspection
        ON inspection.urn = alike.urn AND inspection.family = alike.family
        AND inspection.inspected_on = coalesce(revised.stands_on, alike.inspected_on)
    -- Nearly all are printed alike everywhere.
    ANTI JOIN agreed
        ON agreed.urn = alike.urn AND agreed.family = alike.family AND agreed.inspected_on = alike.inspected_on
),
final AS (
    SELECT urn, family, inspected_on, column_name, kept, other, unnest(release_ids) AS release_id
    FROM differing
    WHERE other IS NOT NULL AND other <> kept
)
SELECT DISTINCT * FROM final
