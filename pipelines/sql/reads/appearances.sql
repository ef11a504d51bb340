-- The releases that list one provider, oldest first.
SELECT DISTINCT release.release_id, release.as_at, release.layout, release.file_name
FROM served.staging.appearance AS appearance
JOIN served.staging.release AS release ON list_contains(appearance.release_ids, release.release_id)
WHERE urn = $urn AND release.kind = 'providers'
ORDER BY release_id
