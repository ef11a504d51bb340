-- The earlier registrations an authority has confirmed. Key: urn, earlier_urn.
SELECT urn, earlier_urn, decision, decided_on FROM served.mart.lineage WHERE decision = 'confirmed' ORDER BY urn
