-- One row per provider with at least one scored inspection. Key: urn.
-- Scores are a rate over all steps (method.md, section 5): NULL, never 0, where there are fewer than two inspections.
WITH counted AS (
    SELECT urn, count(*) AS scored_count
    FROM mart.history
    WHERE is_scored
    GROUP BY urn
),
summed AS (
    SELECT urn,
        sum(weight) AS weights,
        sum(weight * points) AS moves,
        coalesce(sum(weight * points) FILTER (direction = 'decline'), 0) AS declines
    FROM mart.change
    GROUP BY urn
),
final AS (
    SELECT urn, scored_count,
        100 * moves / ($evidence_pull + weights) / (2 * $crossing_factor * $relapse_factor) AS volatility,
        100 * declines / ($evidence_pull + weights) / (2 * $crossing_factor * $relapse_factor) AS decline,
        CASE WHEN scored_count >= 5 THEN 'strong' WHEN scored_count >= 3 THEN 'some' WHEN scored_count = 2 THEN 'thin'
            END AS evidence
    FROM counted
    LEFT JOIN summed USING (urn)
)
SELECT * FROM final
