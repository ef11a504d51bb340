-- One row per inspection of a provider's own as known now. Key: urn, family, inspected_on.
SELECT * EXCLUDE (as_at, made_of)
FROM reconciled
WHERE as_at = $as_at AND made_of = urn
