-- One row per frozen provider: its next scored inspection in the newest history, after what was known at the freeze
-- and within the horizon; NULLs where there is none (censored). Key: freeze, urn.
-- is_comparable: some release after the freeze covers its authority, so that a next inspection could be seen.
WITH first AS (
    SELECT min(as_at) AS as_at FROM served.staging.release
),
appearance AS (
    SELECT appearance.urn, release.as_at, release.coverage
    FROM (SELECT urn, unnest(release_ids) AS release_id FROM served.staging.appearance) AS appearance
    JOIN served.staging.release AS release USING (release_id)
),
covered AS (
    SELECT provider.local_authority, max(appearance.as_at) AS as_at
    FROM appearance
    JOIN served.mart.provider AS provider USING (urn)
    GROUP BY ALL
),
listed AS (
    SELECT urn, max(as_at) AS as_at
    FROM appearance
    GROUP BY urn
),
scored AS (
    SELECT history.urn, history.position, history.inspected_on, history.band, release.as_at AS printed_on,
        coalesce(bool_or(history.band <> 'secure') OVER (
            PARTITION BY history.urn ORDER BY history.position ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ), false) AS was_below
    FROM served.mart.history AS history
    JOIN served.staging.release AS release ON release.release_id = history.first_release_id
    WHERE history.is_scored
),
following AS (
    SELECT frozen."freeze", frozen.urn,
        arg_min(scored.inspected_on, scored.position) AS next_on,
        arg_min(scored.band, scored.position) AS next_band,
        arg_min(scored.was_below, scored.position) AS was_below
    FROM frozen
    CROSS JOIN first
    JOIN scored ON scored.urn = frozen.urn
        AND (frozen.inspected_on IS NULL OR scored.inspected_on > frozen.inspected_on)
        AND (scored.inspected_on > frozen."freeze"
            OR first.as_at <= frozen."freeze" AND scored.printed_on > frozen."freeze")
    WHERE $horizon::INTEGER IS NULL OR scored.inspected_on <= frozen."freeze" + to_months($horizon::INTEGER)
    GROUP BY ALL
),
final AS (
    SELECT frozen."freeze", frozen.urn, following.next_on, following.next_band,
        following.next_band <> 'secure' AS is_not_secure,
        following.next_band <> 'secure' AND frozen.band = 'secure' AND following.was_below AS is_relapse,
        provider.has_left,
        coalesce(listed.as_at > frozen."freeze", false) AS is_listed_later,
        coalesce(covered.as_at > frozen."freeze"
            OR (SELECT max(as_at) FROM served.staging.release WHERE coverage = 'national') > frozen."freeze", false)
            AS is_comparable
    FROM frozen
    JOIN served.mart.provider AS provider USING (urn)
    LEFT JOIN following USING ("freeze", urn)
    LEFT JOIN listed USING (urn)
    LEFT JOIN covered ON covered.local_authority = provider.local_authority
)
SELECT * FROM final
