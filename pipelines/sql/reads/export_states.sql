-- The states dataset: one row per scored inspection, how the setting stood that day and what its next scored inspection
-- found. Key: urn, position. The outlook counts these rows.
SELECT state.urn, listing.local_authority, state.position, state.inspected_on, state.scale, state.band, state.grade,
    state.label, state.scored_count, state.evidence, state.next_on, state.next_scale, state.next_band,
    state.is_next_below, state.is_next_relapse, listing.as_at, build.notice, build.source
FROM served.mart.state AS state
JOIN served.mart.listing AS listing USING (urn)
CROSS JOIN served.mart.build AS build
WHERE $local_authorities::VARCHAR[] IS NULL OR list_contains($local_authorities::VARCHAR[], listing.local_authority)
ORDER BY state.urn, state.position
