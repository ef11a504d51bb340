-- One row per inspection as a row of a release mentions it, with all the releases that print that row.
-- Key: urn, family, slot and one of release_ids, which are in order.
SELECT * FROM raw_sighting_once
