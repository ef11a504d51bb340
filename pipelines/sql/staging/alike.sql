-- One row per inspection as it is said alike in the same place, with the releases that print it.
-- Key: every column but the releases. Releases repeat one another: what follows works on a fraction of the sightings.
WITH final AS (
    SELECT * EXCLUDE (release_ids), list_sort(flatten(list(release_ids))) AS release_ids
    FROM sighting_once
    GROUP BY ALL
)
SELECT * EXCLUDE (release_ids), release_ids[1] AS first_release_id, release_ids[-1] AS last_release_id, release_ids
FROM final
