-- One row per inspection as one release mentions it. Key: urn, release_id, family, slot.
SELECT * FROM raw_sighting
