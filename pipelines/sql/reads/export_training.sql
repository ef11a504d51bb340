-- The training dataset: one row per flagged setting, weak result of its latest inspections, and theme of support that
-- answers to it; what was judged and not weak is left out. Key: urn, theme, area, family, inspected_on. `needs` is
-- reads/training_needs.sql; which results are weak and which theme answers to which area come from declared tables
-- (training.py).
WITH found AS (
    SELECT urn, provider_name, provider_type, local_authority, label, tier, family, inspected_on, area,
        CASE WHEN inspected_on < DATE '2013-11-04' THEN replace(result, 'requires improvement', 'satisfactory') ELSE result END AS result
    FROM needs
    WHERE list_contains(CASE WHEN area = 'safeguarding' THEN $weak_safeguarding::VARCHAR[] ELSE $weak::VARCHAR[] END, result)
    UNION
    SELECT urn, provider_name, provider_type, local_authority, label, tier, family, inspected_on, 'not met', words
    FROM needs
    WHERE starts_with(outcome, 'not met')
),
themed AS (
    SELECT unnest($areas::VARCHAR[]) AS area, unnest($themes::VARCHAR[]) AS theme
)
SELECT found.urn, provider_name, provider_type, local_authority, label, tier, theme, found.area, result, family,
    inspected_on, build.as_at, build.notice, build.source
FROM found
JOIN themed USING (area)
CROSS JOIN served.mart.build AS build
ORDER BY local_authority, found.urn, theme, found.area, inspected_on DESC, family
