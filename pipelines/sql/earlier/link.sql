-- One row per pair of registrations decided by hand, as the published build has them. Key: urn, earlier_urn.
SELECT urn, earlier_urn, decision, decided_on FROM base.mart.lineage WHERE decision IN ('confirmed', 'rejected')
