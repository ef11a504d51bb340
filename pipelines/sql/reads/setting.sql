-- One provider as listed.
SELECT * FROM served.mart.listing WHERE urn = $urn
