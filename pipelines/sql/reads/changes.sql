-- One row per step between a provider's scored inspections, oldest first, with its points and weight.
SELECT * FROM served.mart.change WHERE urn = $urn ORDER BY position
