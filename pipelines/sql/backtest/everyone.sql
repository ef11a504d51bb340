-- One row per provider as it stands in the newest build: what a label needs of its registration. Key: urn, as_at.
SELECT provider.*, $as_at::DATE AS as_at FROM served.mart.provider AS provider
