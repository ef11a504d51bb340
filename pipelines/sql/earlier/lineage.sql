-- One row per pair of registrations that may be one setting, both listed by then. Key: urn, earlier_urn.
SELECT lineage.*
FROM base.mart.lineage AS lineage
SEMI JOIN mart.provider AS provider USING (urn)
WHERE lineage.earlier_urn IN (SELECT urn FROM mart.provider)
