-- One row per registration of the feed: its label from the feed and open releases together, beside the open label from
-- open releases alone, and why they differ. Key: urn.
WITH known AS (
    SELECT urn,
        count(*) FILTER (is_scored AND NOT is_in_open) AS feed_only_count,
        count(*) FILTER (is_scored AND is_in_feed AND is_in_open AND has_conflict) AS conflict_count
    FROM mart.local_inspection
    GROUP BY urn
),
compared AS (
    SELECT listing.*, open_label.label AS open_label, open_label.tier AS open_tier, open_label.reason AS open_reason,
        open_label.scored_count AS open_scored_count, open_label.as_at AS open_as_at,
        coalesce(known.feed_only_count, 0) AS feed_only_count, coalesce(known.conflict_count, 0) AS conflict_count
    FROM mart.listing AS listing
    JOIN staging.registration USING (urn)
    LEFT JOIN open_label USING (urn)
    LEFT JOIN known USING (urn)
),
final AS (
    SELECT * EXCLUDE (search_text, volatility_share_below, decline_share_below, peer_count, has_earlier_history,
        can_show_pattern, can_be_lengthened),
        coalesce(label <> open_label, false) AS is_different,
        CASE
            WHEN label IS NOT DISTINCT FROM open_label THEN NULL
            WHEN open_label IS NULL THEN 'No loaded open release lists this setting.'
            WHEN label = 'left' THEN 'The feed gives its registration as ' || coalesce(status, 'not recorded') || '.'
            WHEN open_label = 'left' THEN 'The feed lists it as ' || coalesce(status, 'registered') || '.'
            WHEN 'out of scope' IN (label, open_label) THEN 'The feed puts it on other registers: '
                || coalesce(registers, 'not recorded') || '.'
            WHEN feed_only_count > 0 THEN 'The feed lists ' || feed_only_count || CASE WHEN feed_only_count = 1
                THEN ' graded inspection' ELSE ' graded inspections' END || ' that no loaded open release prints.'
            WHEN conflict_count > 0 THEN 'The feed and open data disagree about '
                || CASE WHEN conflict_count = 1 THEN 'one inspection.' ELSE conflict_count || ' inspections.' END
            ELSE 'The feed is as at ' || long_date(as_at) || ', the open data as at ' || long_date(open_as_at) || '.'
        END AS because
    FROM compared
)
SELECT * FROM final ORDER BY urn
