-- One row per inspection on a provider's timeline, scored or not, as known now. Key: urn, family, inspected_on.
SELECT * EXCLUDE (as_at) FROM history WHERE as_at = $as_at ORDER BY urn, inspected_on
