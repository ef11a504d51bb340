-- One row per provider and kind of visit with two dates that may be one inspection: a few days apart, or under one
-- inspection number. Key: urn, family. Nearly every provider has none.
SELECT urn, family
FROM (SELECT DISTINCT urn, family, inspected_on FROM staging.alike)
QUALIFY lead(inspected_on) OVER (PARTITION BY urn, family ORDER BY inspected_on) - inspected_on <= $revised_within_days
UNION
SELECT urn, family
FROM staging.alike
WHERE inspection_number IS NOT NULL
GROUP BY urn, family, inspection_number
HAVING min(inspected_on) <> max(inspected_on)
