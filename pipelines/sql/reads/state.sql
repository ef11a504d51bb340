-- How one setting stands since its latest scored inspection, and whether it is in scope; nothing where it has none.
SELECT state.*, listing.provider_type, listing.is_in_scope
FROM served.mart.state AS state
JOIN served.mart.listing AS listing USING (urn)
WHERE state.urn = $urn
QUALIFY state.position = max(state.position) OVER ()
