-- The local changes dataset: one row per step between scored inspections of a setting of the feed. Key: urn, position.
SELECT change.urn, local_label.provider_name, change.position, from_on, to_on, from_words, to_words, from_band, to_band,
    is_change, direction, size, is_crossing, is_counted_relapse, is_counted_bounce, is_provisional, points,
    round(weight, 6) AS weight, local_label.as_at
FROM served.mart.change AS change
JOIN served.mart.local_label AS local_label USING (urn)
ORDER BY change.urn, change.position
