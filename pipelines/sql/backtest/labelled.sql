-- One row per labelled provider in scope at the freeze: the table `frozen`. Key: freeze, urn.
WITH latest AS (
    SELECT urn, count(*) AS scored_count, max(inspected_on) AS inspected_on,
        arg_max(band, position) AS band,
        arg_max(CASE WHEN scale = 'four-point' THEN grade ELSE scale END, position) AS grade
    FROM mart.history
    WHERE is_scored
    GROUP BY urn
),
moved AS (
    SELECT urn, count(*) FILTER (is_change) AS change_count
    FROM mart.change
    GROUP BY urn
),
final AS (
    SELECT $freeze::DATE AS freeze, provider.urn, label.label, label.tier, label.flags, latest.band,
        score.volatility, score.decline, coalesce(latest.scored_count, 0) AS scored_count,
        coalesce(moved.change_count, 0) AS change_count, latest.inspected_on,
        provider.provider_type, provider.region, provider.local_authority, provider.deprivation_band, latest.grade
    FROM mart.provider AS provider
    JOIN mart.label AS label USING (urn)
    LEFT JOIN latest USING (urn)
    LEFT JOIN moved USING (urn)
    LEFT JOIN mart.score AS score USING (urn)
    WHERE provider.is_in_scope
)
SELECT * FROM final
