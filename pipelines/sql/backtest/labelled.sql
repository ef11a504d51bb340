-- One row per provider in scope at each freeze, labelled: the table `frozen`. Key: freeze, urn.
WITH latest AS (
    SELECT urn, as_at, count(*) AS scored_count, max(inspected_on) AS inspected_on,
        arg_max(band, position) AS band,
        arg_max(CASE WHEN scale = 'four-point' THEN grade ELSE scale END, position) AS grade
    FROM history
    WHERE is_scored
    GROUP BY urn, as_at
),
moved AS (
    SELECT urn, as_at, count(*) FILTER (is_change) AS change_count
    FROM change
    GROUP BY urn, as_at
),
final AS (
    SELECT label.as_at AS "freeze", label.urn, label.label, label.tier, label.flags, latest.band,
        score.volatility, score.decline, coalesce(latest.scored_count, 0) AS scored_count,
        coalesce(moved.change_count, 0) AS change_count, latest.inspected_on,
        provider.provider_type, provider.region, provider.local_authority, provider.deprivation_band, latest.grade
    FROM label
    JOIN served.mart.provider AS provider USING (urn)
    LEFT JOIN latest USING (urn, as_at)
    LEFT JOIN moved USING (urn, as_at)
    LEFT JOIN score USING (urn, as_at)
    WHERE label.tier IS NOT NULL
)
SELECT * FROM final
