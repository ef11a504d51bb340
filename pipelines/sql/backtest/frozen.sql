-- One row per provider in scope as at the freeze, in the build made as at that date. Key: freeze, urn.
WITH moved AS (
    SELECT urn, count(*) FILTER (is_change) AS change_count
    FROM mart.change
    GROUP BY urn
)
SELECT $freeze::DATE AS "freeze", urn, label, tier, flags, band, volatility, decline, scored_count,
    coalesce(moved.change_count, 0) AS change_count, inspected_on, provider_type, region, local_authority,
    deprivation_band, coalesce(lower(grade), scale) AS grade
FROM mart.listing
LEFT JOIN moved USING (urn)
WHERE is_in_scope
