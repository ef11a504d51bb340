-- The label, its tier and its reason for each of these providers.
SELECT urn, label, tier, reason, scored_count, as_at FROM served.mart.listing WHERE urn IN (SELECT unnest($urns::VARCHAR[]))
