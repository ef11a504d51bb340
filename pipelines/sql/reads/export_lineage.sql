-- The lineage dataset: one row per pair of registrations that may be, or are confirmed as, one setting. Key: urn, earlier_urn.
SELECT lineage.urn, lineage.earlier_urn, listing.local_authority, lineage.decision, lineage.score,
    array_to_string(lineage.reasons, '; ') AS reasons, lineage.left_after, lineage.left_by, lineage.registered_on,
    lineage.decided_on, listing.as_at, build.notice, build.source
FROM served.mart.lineage AS lineage
JOIN served.mart.listing AS listing USING (urn)
CROSS JOIN served.mart.build AS build
WHERE lineage.decision <> 'rejected'
    AND ($local_authorities::VARCHAR[] IS NULL OR list_contains($local_authorities::VARCHAR[], listing.local_authority))
ORDER BY lineage.urn, lineage.earlier_urn
