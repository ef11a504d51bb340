-- Where sightings of one inspection of a setting differ, by the file that gives it otherwise. Feed extracts have layout F.
SELECT conflict.family, conflict.inspected_on, conflict.column_name, conflict.kept, conflict.other,
    release.layout = 'F' AS is_from_feed, min(release.as_at) AS first_as_at, max(release.as_at) AS last_as_at
FROM served.staging.conflict AS conflict
JOIN served.staging.release AS release USING (release_id)
WHERE urn = $urn
GROUP BY ALL
ORDER BY conflict.inspected_on, conflict.column_name, last_as_at
