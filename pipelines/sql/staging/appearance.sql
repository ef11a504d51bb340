-- Which releases list a provider. Key: urn, release_ids.
SELECT urn, release_ids FROM staging.listed
