-- One row per provider that was known at each freeze: what a label needs of its registration. Key: urn, as_at.
-- Listed by a release up to the freeze; reconstructed, registered by then. Whether it had left by then is told by the
-- releases up to the freeze. Its registers are those of the newest release.
WITH appearance AS (
    SELECT appearance.urn, release.as_at AS listed_on
    FROM (SELECT urn, unnest(release_ids) AS release_id FROM served.staging.appearance) AS appearance
    JOIN served.staging.release AS release USING (release_id)
),
listed AS (
    SELECT appearance.urn, frozen_at.as_at, max(listed_on) AS listed_on
    FROM frozen_at
    JOIN appearance ON appearance.listed_on <= frozen_at.as_at
    GROUP BY ALL
),
covering AS (
    -- A national release covers every authority, a complete one those it lists.
    SELECT NULL AS local_authority, as_at AS covered_on
    FROM served.staging.release
    WHERE coverage = 'national'
    UNION ALL
    SELECT DISTINCT provider.local_authority, release.as_at
    FROM served.staging.release AS release
    JOIN appearance ON appearance.listed_on = release.as_at
    JOIN served.mart.provider AS provider ON provider.urn = appearance.urn
    WHERE release.coverage = 'complete'
),
covered AS (
    SELECT provider.urn, frozen_at.as_at, max(covering.covered_on) AS covered_on
    FROM frozen_at
    JOIN covering ON covering.covered_on <= frozen_at.as_at
    JOIN served.mart.provider AS provider
        ON covering.local_authority IS NULL OR covering.local_authority = provider.local_authority
    GROUP BY ALL
),
begun AS (
    SELECT urn, min(inspected_on) AS inspected_on
    FROM served.mart.history
    GROUP BY urn
),
placed AS (
    SELECT provider.urn, frozen_at.as_at, provider.registered_on, provider.is_early_years,
        CASE WHEN is_reconstructed THEN frozen_at.as_at ELSE listed.listed_on END AS last_seen_on,
        coalesce(left_on <= frozen_at.as_at, false)
            OR NOT is_reconstructed AND coalesce(covered.covered_on > listed.listed_on, false)
            OR provider.has_left AND provider.status <> 'left' AND provider.last_seen_on <= frozen_at.as_at AS has_left
    FROM frozen_at
    CROSS JOIN served.mart.provider AS provider
    LEFT JOIN listed ON listed.urn = provider.urn AND listed.as_at = frozen_at.as_at
    LEFT JOIN covered ON covered.urn = provider.urn AND covered.as_at = frozen_at.as_at
    LEFT JOIN begun ON begun.urn = provider.urn
    WHERE CASE WHEN is_reconstructed THEN coalesce(provider.registered_on, begun.inspected_on) <= frozen_at.as_at
        ELSE listed.listed_on IS NOT NULL END
)
SELECT *, is_early_years AND NOT has_left AS is_in_scope FROM placed
