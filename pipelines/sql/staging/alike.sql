-- Sightings that say the same of one inspection in the same place, as one row with the releases that print it.
-- Key: every column but the releases. Releases repeat one another: what follows works on a fraction of the sightings.
SELECT * EXCLUDE (release_id), min(release_id) AS first_release_id, max(release_id) AS last_release_id,
    list(release_id) AS release_ids
FROM sighting
GROUP BY ALL
