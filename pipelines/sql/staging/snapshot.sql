-- One row per provider per release. Key: urn, release_id.
SELECT * EXCLUDE (release_ids), unnest(release_ids) AS release_id FROM snapshot_once
