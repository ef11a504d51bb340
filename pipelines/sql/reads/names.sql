-- The name and kind of each of these providers, as the newest release gives them. Key: urn.
SELECT urn, provider_name, provider_type, provider_subtype FROM served.mart.listing WHERE list_contains($urns::VARCHAR[], urn)
