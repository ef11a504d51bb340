-- One row per provider that was known at the freeze, in the columns of mart.provider that a label needs. Key: urn.
-- Listed by a release up to the freeze; reconstructed, registered by then. Whether it had left by then is told by the
-- releases up to the freeze. Its type, place and registers are those of the newest release.
WITH appearance AS (
    SELECT appearance.urn, release.as_at
    FROM (SELECT urn, unnest(release_ids) AS release_id FROM served.staging.appearance) AS appearance
    JOIN served.staging.release AS release USING (release_id)
),
listed AS (
    SELECT urn, max(as_at) FILTER (as_at <= $freeze) AS listed_on
    FROM appearance
    GROUP BY urn
),
covering AS (
    -- A national release covers every authority, a complete one those it lists.
    SELECT NULL AS local_authority, max(as_at) AS as_at
    FROM served.staging.release
    WHERE coverage = 'national' AND as_at <= $freeze
    UNION ALL
    SELECT provider.local_authority, max(release.as_at)
    FROM served.staging.release AS release
    JOIN appearance ON appearance.as_at = release.as_at
    JOIN served.mart.provider AS provider ON provider.urn = appearance.urn
    WHERE release.coverage = 'complete' AND release.as_at <= $freeze
    GROUP BY ALL
),
begun AS (
    SELECT urn, min(inspected_on) AS inspected_on
    FROM served.mart.history
    GROUP BY urn
),
placed AS (
    SELECT provider.*,
        CASE WHEN $is_reconstructed THEN $freeze::DATE ELSE listed.listed_on END AS known_on,
        CASE WHEN $is_reconstructed THEN coalesce(provider.registered_on, begun.inspected_on) <= $freeze
            ELSE listed.listed_on IS NOT NULL END AS is_known,
        (SELECT max(covering.as_at) FROM covering
            WHERE covering.local_authority IS NULL OR covering.local_authority = provider.local_authority) AS covered_on
    FROM served.mart.provider AS provider
    LEFT JOIN listed USING (urn)
    LEFT JOIN begun USING (urn)
),
final AS (
    SELECT * EXCLUDE (known_on, is_known, covered_on, has_left, is_in_scope, last_seen_on),
        coalesce(left_on <= $freeze, false)
            OR NOT $is_reconstructed AND coalesce(covered_on > known_on, false)
            OR has_left AND status <> 'left' AND last_seen_on <= $freeze AS has_left,
        is_early_years AND NOT has_left AS is_in_scope,
        known_on AS last_seen_on
    FROM placed
    WHERE is_known
)
SELECT * REPLACE (is_early_years AND NOT has_left AS is_in_scope) FROM final
