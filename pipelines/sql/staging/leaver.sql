-- One row per provider that a release's sheet says has left, and when. Key: urn, release_id.
SELECT urn, release_id, left_on FROM raw_leaver
