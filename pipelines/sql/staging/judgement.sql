-- One row per result in one area of an inspection. Key: urn, family, inspected_on, area.
WITH wide AS (
    SELECT urn, family, inspected_on,
        unnest([
            {'area': 'overall', 'result': grade},
            {'area': 'outcome', 'result': outcome},
            {'area': 'safeguarding', 'result': safeguarding},
            {'area': 'quality of education', 'result': education},
            {'area': 'behaviour and attitudes', 'result': behaviour},
            {'area': 'personal development', 'result': development},
            {'area': 'leadership and management', 'result': leadership},
            {'area': 'inclusion', 'result': inclusion},
            {'area': 'curriculum and teaching', 'result': curriculum},
            {'area': 'achievement', 'result': achievement},
            {'area': 'behaviour and routines', 'result': routines},
            {'area': 'welfare and wellbeing', 'result': welfare},
            {'area': 'leadership and governance', 'result': governance}
        ], recursive := true)
    FROM staging.inspection
),
final AS (
    SELECT *
    FROM wide
    WHERE result IS NOT NULL
)
SELECT * FROM final ORDER BY urn, inspected_on
