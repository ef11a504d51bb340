-- One row per setting and scored inspection left out, in the columns of mart.provider; the URN as in `dropped`. Key: urn,
-- as_at.
SELECT $as_at::DATE AS as_at, provider.* REPLACE (provider.urn || '#' || history.position AS urn)
FROM served.mart.provider AS provider
JOIN served.mart.history AS history USING (urn)
WHERE history.is_scored AND provider.is_in_scope
