-- One row per provider with at least one scored inspection, as at each date asked. Key: urn, as_at.
-- Scores are a rate over all steps (method.md, section 5): NULL, never 0, where there are fewer than two inspections.
WITH counted AS (
    SELECT urn, as_at, count(*) AS scored_count
    FROM history
    WHERE is_scored
    GROUP BY urn, as_at
),
summed AS (
    SELECT urn, as_at,
        sum(weight) AS weights,
        sum(weight * points) AS moves,
        coalesce(sum(weight * points) FILTER (direction = 'decline'), 0) AS declines,
        -- What the sums are over, whatever the date they are as at.
        bit_xor(hash(from_on, to_on, points, is_provisional, direction)) AS steps,
        arg_max(is_provisional, position) AS is_last_provisional
    FROM change
    GROUP BY urn, as_at
),
final AS (
    SELECT urn, as_at, scored_count, weights, moves, declines, steps, is_last_provisional,
        100 * moves / ($evidence_pull + weights) / (2 * $crossing_factor * $relapse_factor) AS volatility,
        100 * declines / ($evidence_pull + weights) / (2 * $crossing_factor * $relapse_factor) AS decline,
        CASE WHEN scored_count >= 5 THEN 'strong' WHEN scored_count >= 3 THEN 'some' WHEN scored_count = 2 THEN 'thin'
            END AS evidence
    FROM counted
    LEFT JOIN summed USING (urn, as_at)
)
SELECT * FROM final
