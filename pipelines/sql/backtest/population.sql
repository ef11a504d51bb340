-- One row per setting that was Secure at the freeze and can be compared, with its outcome and what each ranker says of
-- it: the higher, the sooner to look at. Key: urn. Only what was known at the freeze enters a ranker.
WITH steps AS (
    SELECT history.urn, history.band,
        lag(history.band) OVER (PARTITION BY history.urn ORDER BY history.position) AS from_band
    FROM served.mart.history AS history
    CROSS JOIN (SELECT min(as_at) AS as_at FROM served.staging.release) AS first
    JOIN served.staging.release AS release ON release.release_id = history.first_release_id
    WHERE history.is_scored AND history.inspected_on <= $freeze AND ($freeze < first.as_at OR release.as_at <= $freeze)
),
type_rate AS (
    SELECT provider.provider_type, avg((steps.band <> 'secure')::INTEGER) AS fall_rate
    FROM steps
    JOIN served.mart.provider AS provider USING (urn)
    WHERE steps.from_band = 'secure'
    GROUP BY ALL
),
final AS (
    SELECT frozen.urn, frozen.label, frozen.tier, frozen.provider_type, frozen.region,
        frozen.local_authority, coalesce(frozen.deprivation_band, 'Not recorded') AS deprivation_band,
        coalesce(frozen.volatility, -1) AS volatility,
        dense_rank() OVER (ORDER BY tier.position::INTEGER DESC,
            label.position::INTEGER DESC, frozen.volatility NULLS FIRST, frozen.decline NULLS FIRST)::DOUBLE AS priority,
        (frozen.grade <> 'outstanding')::INTEGER::DOUBLE AS latest_grade,
        date_diff('day', frozen.inspected_on, frozen."freeze")::DOUBLE AS years,
        -years AS recent,
        frozen.change_count::DOUBLE AS changes,
        coalesce(type_rate.fall_rate, 0) AS kind,
        outcome.next_on IS NOT NULL AS is_reinspected,
        coalesce(outcome.is_not_secure, false) AS is_not_secure,
        coalesce(outcome.is_relapse, false) AS is_relapse,
        outcome.has_left
    FROM frozen
    JOIN outcome USING ("freeze", urn)
    JOIN declared_labels AS label ON label.label = frozen.label
    JOIN declared_tiers AS tier ON tier.tier = frozen.tier
    LEFT JOIN type_rate ON type_rate.provider_type = frozen.provider_type
    WHERE frozen.band = 'secure' AND outcome.is_comparable AND frozen."freeze" = $freeze
)
SELECT * FROM final ORDER BY urn
