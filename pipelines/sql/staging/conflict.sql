-- One row per result or date that another sighting of the same inspection gives differently.
-- Key: urn, family, inspected_on, column_name, other, release_id.
WITH differing AS (
    SELECT sighting.urn, sighting.family, inspection.inspected_on, sighting.release_id,
        unnest([
            {'column_name': 'inspection date', 'kept': strftime(inspection.inspected_on, '%Y-%m-%d'),
                'other': strftime(sighting.inspected_on, '%Y-%m-%d')},
            {'column_name': 'grade', 'kept': inspection.grade, 'other': sighting.grade},
            {'column_name': 'outcome', 'kept': inspection.outcome, 'other': sighting.outcome},
            {'column_name': 'safeguarding', 'kept': inspection.safeguarding, 'other': sighting.safeguarding},
            {'column_name': 'quality of education', 'kept': inspection.education, 'other': sighting.education},
            {'column_name': 'behaviour and attitudes', 'kept': inspection.behaviour, 'other': sighting.behaviour},
            {'column_name': 'personal development', 'kept': inspection.development, 'other': sighting.development},
            {'column_name': 'leadership and management', 'kept': inspection.leadership, 'other': sighting.leadership},
            {'column_name': 'inclusion', 'kept': inspection.inclusion, 'other': sighting.inclusion},
            {'column_name': 'curriculum and teaching', 'kept': inspection.curriculum, 'other': sighting.curriculum},
            {'column_name': 'achievement', 'kept': inspection.achievement, 'other': sighting.achievement},
            {'column_name': 'behaviour and routines', 'kept': inspection.routines, 'other': sighting.routines},
            {'column_name': 'welfare and wellbeing', 'kept': inspection.welfare, 'other': sighting.welfare},
            {'column_name': 'leadership and governance', 'kept': inspection.governance, 'other': sighting.governance}
        ], recursive := true)
    FROM sighting
    LEFT JOIN revised_date AS revised USING (urn, family, inspected_on)
    JOIN staging.inspection AS inspection
        ON inspection.urn = sighting.urn AND inspection.family = sighting.family
        AND inspection.inspected_on = coalesce(revised.stands_on, sighting.inspected_on)
    -- Most inspections are printed alike everywhere: compare whole rows before looking inside them.
    WHERE (sighting.inspected_on, sighting.grade, sighting.outcome, sighting.safeguarding, sighting.education,
            sighting.behaviour, sighting.development, sighting.leadership, sighting.inclusion, sighting.curriculum,
            sighting.achievement, sighting.routines, sighting.welfare, sighting.governance)
        IS DISTINCT FROM (inspection.inspected_on, inspection.grade, inspection.outcome, inspection.safeguarding,
            inspection.education, inspection.behaviour, inspection.development, inspection.leadership,
            inspection.inclusion, inspection.curriculum, inspection.achievement, inspection.routines,
            inspection.welfare, inspection.governance)
),
final AS (
    SELECT urn, family, inspected_on, column_name, kept, other, release_id
    FROM differing
    WHERE other IS NOT NULL AND other <> kept
)
SELECT DISTINCT * FROM final
