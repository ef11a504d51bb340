-- Which releases list a provider. Key: urn.
SELECT urn, list(release_id) AS release_ids FROM snapshot GROUP BY urn ORDER BY urn
