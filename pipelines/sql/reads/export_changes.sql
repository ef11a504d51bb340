-- The changes dataset: one row per step between consecutive scored inspections. Key: urn, position.
SELECT change.urn, listing.local_authority, position, from_on, to_on, from_words, to_words, from_scale, to_scale,
    from_band, to_band, is_change, direction, size, is_crossing, is_reversal, is_recovery, is_relapse,
    is_counted_relapse, is_bounce, is_counted_bounce, is_provisional, points, round(years, 4) AS years,
    round(weight, 6) AS weight, listing.as_at, build.notice, build.source
FROM served.mart.change AS change
JOIN served.mart.listing AS listing USING (urn)
CROSS JOIN served.mart.build AS build
WHERE $local_authorities::VARCHAR[] IS NULL OR list_contains($local_authorities::VARCHAR[], listing.local_authority)
ORDER BY change.urn, position
