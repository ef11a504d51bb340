-- The providers that a release's sheet says have left, and when. Key: urn, release_id.
SELECT urn, release_id, left_on FROM raw_leaver
