-- One row per label and which inspection was left out: how often the label and the tier became another one.
WITH tried AS (
    SELECT listing.label, listing.tier, label.label AS label_then, label.tier AS tier_then,
        CASE WHEN split_part(label.urn, '#', 2)::INTEGER = listing.scored_count THEN 'latest' ELSE 'earlier' END AS dropped
    FROM label
    JOIN served.mart.listing AS listing ON listing.urn = split_part(label.urn, '#', 1)
),
final AS (
    SELECT tried.label, dropped, count(*) AS n_dropped,
        count(*) FILTER (label_then <> tried.label) AS n_label_changed,
        count(*) FILTER (label_then <> tried.label) / count(*) AS label_changed_share,
        count(*) FILTER (tier_then <> tried.tier) AS n_tier_changed,
        count(*) FILTER (tier_then <> tried.tier) / count(*) AS tier_changed_share
    FROM tried
    GROUP BY ALL
)
SELECT final.*
FROM final
JOIN declared_labels AS known USING (label)
ORDER BY known.position::INTEGER, dropped DESC
