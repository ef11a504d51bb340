-- Which releases list a provider. Key: urn, release_id.
SELECT urn, release_id FROM snapshot ORDER BY urn
