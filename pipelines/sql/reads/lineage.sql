-- The registrations proposed or confirmed as earlier or later ones of a provider, as the build shows them; what was
-- rejected by hand is not shown. Key: side, other_urn.
SELECT CASE WHEN lineage.urn = $urn THEN 'earlier' ELSE 'later' END AS side,
    lineage.urn, lineage.earlier_urn, lineage.decision, lineage.score, lineage.reasons, lineage.left_after,
    lineage.left_by, lineage.registered_on, lineage.decided_on, later.first_seen_on,
    other.urn AS other_urn, other.provider_name, other.provider_type, other.provider_subtype, other.local_authority,
    other.history
FROM served.mart.lineage AS lineage
JOIN served.mart.listing AS later ON later.urn = lineage.urn
JOIN served.mart.listing AS other ON other.urn = CASE WHEN lineage.urn = $urn THEN lineage.earlier_urn ELSE lineage.urn END
WHERE $urn IN (lineage.urn, lineage.earlier_urn) AND lineage.decision <> 'rejected'
ORDER BY side, lineage.decision, lineage.score DESC, other_urn
