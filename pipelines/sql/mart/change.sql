-- One row per step between consecutive scored inspections of a provider, as known now. Key: urn, position.
SELECT * EXCLUDE (as_at) FROM change WHERE as_at = $as_at ORDER BY urn, position
