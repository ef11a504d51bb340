-- One row per step between consecutive scored inspections of a provider, unchanged steps included.
-- Key: urn, as_at, position (that of the later inspection). Points and weight follow method.md, section 5.
WITH scored AS (
    SELECT *, band = 'secure' AS is_secure,
        CASE band WHEN 'secure' THEN 1 WHEN 'below' THEN 2 ELSE 3 END AS band_rank
    FROM history
    WHERE is_scored
),
paired AS (
    SELECT
        urn, as_at, position, inspected_on AS to_on, words_in_history AS to_words, scale AS to_scale, grade AS to_grade,
        band AS to_band, band_rank, is_secure, is_satisfactory, worst_rank, area_results, safeguarding,
        lag(inspected_on) OVER ordered AS from_on,
        lag(words_in_history) OVER ordered AS from_words,
        lag(scale) OVER ordered AS from_scale,
        lag(grade) OVER ordered AS from_grade,
        lag(band) OVER ordered AS from_band,
        lag(band_rank) OVER ordered AS from_band_rank,
        lag(is_secure) OVER ordered AS from_secure,
        lag(is_satisfactory) OVER ordered AS from_satisfactory,
        lag(worst_rank) OVER ordered AS from_worst_rank,
        lag(area_results) OVER ordered AS from_area_results,
        lag(safeguarding) OVER ordered AS from_safeguarding
    FROM scored
    WINDOW ordered AS (PARTITION BY urn, as_at ORDER BY position)
),
measured AS (
    SELECT *,
        from_scale <> to_scale OR from_satisfactory OR is_satisfactory AS is_provisional,
        coalesce(from_secure <> is_secure, false) AS is_crossing,
        -- Grades moved, negative when worse; a card within a band moves by its worst area.
        CASE
            WHEN from_scale = 'four-point' AND to_scale = 'four-point' THEN from_worst_rank - worst_rank
            WHEN from_band_rank <> band_rank THEN from_band_rank - band_rank
            WHEN from_scale = 'report card' AND to_scale = 'report card' THEN from_worst_rank - worst_rank
            ELSE 0
        END AS moved,
        CASE
            WHEN from_scale = 'report card' AND to_scale = 'report card'
                THEN from_area_results IS DISTINCT FROM area_results OR from_safeguarding <> safeguarding
            ELSE moved <> 0
        END AS is_change,
        -- A run is a stretch of inspections that are all Secure, or all not.
        sum(CASE WHEN from_secure <> is_secure THEN 1 ELSE 0 END) OVER upto AS run
    FROM paired
    WINDOW upto AS (PARTITION BY urn, as_at ORDER BY position)
),
runs AS (
    SELECT urn, as_at, run,
        bool_and(is_satisfactory) AS is_all_satisfactory,
        arg_min(is_provisional, position) AS is_entered_provisionally
    FROM measured
    WHERE NOT is_secure
    GROUP BY ALL
),
turned AS (
    SELECT measured.*,
        last_value(nullif(sign(moved), 0) IGNORE NULLS) OVER before AS last_sign,
        measured.is_crossing AND NOT measured.is_secure AND measured.run >= 2 AS is_relapse,
        is_crossing AND is_secure AND measured.run >= 2 AS is_bounce,
        is_crossing AND is_secure AS is_recovery,
        coalesce(dip.is_all_satisfactory, false) AS is_dip_all_satisfactory,
        coalesce(dip.is_entered_provisionally, false) AS is_dip_entered_provisionally
    FROM measured
    -- Before a relapse the dip is two runs back; inside a bounce it is the run just left.
    LEFT JOIN runs AS dip
        ON measured.is_crossing AND dip.urn = measured.urn AND dip.as_at = measured.as_at
        AND dip.run = measured.run - CASE WHEN measured.is_secure THEN 1 ELSE 2 END
    WINDOW before AS (
        PARTITION BY measured.urn, measured.as_at ORDER BY position ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    )
),
weighed AS (
    SELECT *,
        CASE WHEN moved < 0 THEN 'decline' WHEN moved > 0 THEN 'improvement' ELSE 'none' END AS direction,
        abs(moved) AS size,
        coalesce(moved <> 0 AND sign(moved) = -last_sign, false) AS is_reversal,
        date_diff('day', to_on, as_at) / 365.25 AS years
    FROM turned
    WHERE from_on IS NOT NULL
),
final AS (
    SELECT
        urn, as_at, position, from_on, to_on, from_words, to_words, from_scale, to_scale, from_band, to_band,
        is_change, direction, size, is_crossing, is_reversal, is_recovery, is_relapse,
        is_relapse AND NOT is_provisional AND NOT is_dip_all_satisfactory AS is_counted_relapse,
        is_bounce,
        is_bounce AND NOT is_dip_entered_provisionally AND NOT is_dip_all_satisfactory AS is_counted_bounce,
        is_provisional,
        least(size, 2) * CASE WHEN is_crossing THEN $crossing_factor ELSE 1 END
            * CASE WHEN is_relapse THEN $relapse_factor WHEN is_reversal THEN $reversal_factor ELSE 1 END AS points,
        years,
        pow(0.5, years / $half_life_years) * CASE WHEN is_provisional THEN $provisional_weight ELSE 1 END AS weight
    FROM weighed
)
SELECT * FROM final
