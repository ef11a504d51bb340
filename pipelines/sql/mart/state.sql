-- One row per scored inspection of a provider: how the setting stood right after it, and what came next.
-- Key: urn, position. `label` is the pattern of method.md, section 4, as at the day of the inspection, from the
-- inspections up to it: what is known later takes no part, and the window counts back from that day. Whether the
-- setting is on a register now takes none either. next_* and is_next_* are NULL where there is no later one.
WITH followed AS (
    SELECT
        history.urn, history.position, history.inspected_on, history.scale, history.band, history.result_words,
        history.band = 'secure' AS is_secure,
        lag(history.band = 'secure') OVER ordered AS was_secure,
        coalesce(change.is_counted_bounce, false) AS is_counted_bounce,
        -- The latest relapse up to here is the only one that can still be in the window.
        max(CASE WHEN change.is_counted_relapse THEN history.inspected_on END) OVER ordered AS relapsed_on,
        lead(history.inspected_on) OVER ordered AS next_on,
        lead(history.scale) OVER ordered AS next_scale,
        lead(history.band) OVER ordered AS next_band,
        lead(history.band <> 'secure') OVER ordered AS is_next_below,
        lead(coalesce(change.is_relapse, false)) OVER ordered AS is_next_relapse
    FROM mart.history AS history
    LEFT JOIN mart.change AS change ON change.urn = history.urn AND change.position = history.position
    WHERE history.is_scored
    WINDOW ordered AS (PARTITION BY history.urn ORDER BY history.position)
),
final AS (
    SELECT
        urn, position::INTEGER AS position, inspected_on, scale, band,
        CASE WHEN scale = 'four-point' THEN result_words ELSE 'report card' END AS grade,
        CASE
            WHEN band = 'serious' THEN 'serious concern'
            WHEN relapsed_on >= inspected_on - to_years($window_years::INTEGER) THEN 'yo-yo'
            WHEN NOT is_secure AND NOT was_secure THEN 'repeatedly below'
            WHEN NOT is_secure AND was_secure THEN 'declining'
            WHEN NOT is_secure THEN 'below'
            WHEN is_counted_bounce THEN 'bounced once'
            WHEN NOT was_secure THEN 'recovering'
            WHEN was_secure IS NULL THEN 'not enough history'
            ELSE 'steady'
        END AS label,
        position::INTEGER AS scored_count,
        CASE WHEN position >= 5 THEN 'strong' WHEN position >= 3 THEN 'some' WHEN position = 2 THEN 'thin' END AS evidence,
        next_on, next_scale, next_band, is_next_below, is_next_relapse
    FROM followed
)
SELECT * FROM final
