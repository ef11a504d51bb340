-- One row per provider: every rule of method.md, section 4, whether it holds, and the first that does, as at
-- each date asked. Key: urn, as_at.
WITH scored AS (
    SELECT urn, as_at, position, inspected_on, band,
        band = 'secure' AS is_secure,
        row_number() OVER (PARTITION BY urn, as_at ORDER BY position DESC) AS place
    FROM history
    WHERE is_scored
),
latest AS (
    SELECT urn, as_at,
        count(*) AS scored_count,
        any_value(band) FILTER (place = 1) AS band,
        any_value(is_secure) FILTER (place = 1) AS is_secure,
        any_value(is_secure) FILTER (place = 2) AS was_secure,
        any_value(inspected_on) FILTER (place = 1) AS inspected_on,
        coalesce(min(place) FILTER (is_secure), count(*) + 1) - 1 AS below_run
    FROM scored
    GROUP BY urn, as_at
),
seen AS (
    -- Of the registration itself: an inspection carried over is no first inspection of the new one.
    SELECT DISTINCT urn, as_at
    FROM history
    WHERE from_urn IS NULL
),
moves AS (
    SELECT urn, as_at,
        max(to_on) FILTER (is_counted_relapse AND to_on >= as_at - to_years($window_years::INTEGER)) AS relapsed_on,
        max(to_on) FILTER (is_counted_bounce AND to_on >= as_at - to_years($window_years::INTEGER)) AS bounced_on,
        arg_max(direction, position) AS last_direction
    FROM change
    GROUP BY urn, as_at
),
held AS (
    SELECT
        provider.urn, provider.as_at, provider.has_left, provider.is_in_scope, latest.band, moves.relapsed_on,
        coalesce(latest.band = 'serious', false) AS is_serious_concern,
        moves.relapsed_on IS NOT NULL AS is_yo_yo,
        coalesce(latest.below_run >= 2, false) AS is_repeatedly_below,
        coalesce(NOT latest.is_secure AND latest.was_secure, false) AS is_declining,
        coalesce(latest.band = 'below', false) AS is_below,
        coalesce(latest.is_secure AND NOT latest.was_secure AND moves.bounced_on = latest.inspected_on, false)
            AS is_bounced_once,
        coalesce(latest.is_secure AND NOT latest.was_secure, false) AS is_back,
        coalesce(latest.scored_count, 0) = 0 OR (latest.scored_count = 1 AND latest.is_secure) AS is_short,
        coalesce(latest.below_run, 0) AS below_run,
        coalesce(moves.last_direction = 'improvement', false) AS is_improving,
        -- No longer than a release has listed it: after that an inspection may have been held that none could print.
        seen.urn IS NULL AND coalesce(least(provider.as_at, provider.last_seen_on) > provider.registered_on + to_months(
            CASE WHEN provider.registered_on >= DATE '2026-04-01' THEN $first_inspection_months_2026
                ELSE $first_inspection_months END::INTEGER), false) AS is_awaiting_first_inspection,
        coalesce(latest.inspected_on < least(provider.as_at, provider.last_seen_on) - to_years($long_since_years::INTEGER), false)
            AS is_long_since_inspection
    FROM standing AS provider
    LEFT JOIN latest USING (urn, as_at)
    LEFT JOIN moves USING (urn, as_at)
    LEFT JOIN seen USING (urn, as_at)
),
chosen AS (
    SELECT *,
        CASE
            WHEN has_left THEN 'left'
            WHEN NOT is_in_scope THEN 'out of scope'
            WHEN is_serious_concern THEN 'serious concern'
            WHEN is_yo_yo THEN 'yo-yo'
            WHEN is_repeatedly_below THEN 'repeatedly below'
            WHEN is_declining THEN 'declining'
            WHEN is_below THEN 'below'
            WHEN is_bounced_once THEN 'bounced once'
            WHEN is_back THEN 'recovering'
            WHEN is_short THEN 'not enough history'
            ELSE 'steady'
        END AS label
    FROM held
),
final AS (
    SELECT
        urn, as_at, label,
        CASE
            WHEN label IN ('left', 'out of scope') THEN NULL
            WHEN label = 'yo-yo' THEN CASE WHEN band = 'secure' THEN 'watch' ELSE 'targeted' END
            ELSE declared_labels.tier
        END AS tier,
        CASE WHEN is_in_scope THEN list_filter([
            CASE WHEN is_yo_yo THEN 'yo-yo' END,
            CASE WHEN is_repeatedly_below THEN 'repeatedly below' END,
            CASE WHEN is_declining THEN 'declining' END,
            CASE WHEN is_bounced_once THEN 'bounced once' END,
            CASE WHEN is_back AND NOT is_bounced_once THEN 'recovering' END,
            CASE WHEN is_awaiting_first_inspection THEN 'awaiting first inspection' END,
            CASE WHEN is_long_since_inspection THEN 'long since inspection' END
        ], lambda flag: flag IS NOT NULL AND flag <> label) ELSE [] END AS flags,
        relapsed_on, below_run, is_improving
    FROM chosen
    JOIN declared_labels USING (label)
)
SELECT * FROM final
