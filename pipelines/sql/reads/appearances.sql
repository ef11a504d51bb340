-- The releases that list one provider, oldest first.
SELECT DISTINCT release.release_id, release.as_at, release.layout, release.file_name
FROM served.staging.appearance AS appearance
JOIN served.staging.release AS release USING (release_id)
WHERE urn = $urn
ORDER BY release_id
