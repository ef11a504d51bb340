-- One row per provider listed, to be labelled as at one date. Key: urn.
SELECT DISTINCT listed.urn, moment.as_at AS from_on, moment.as_at, moment.release_id
FROM staging.listed
CROSS JOIN mart.moment AS moment
WHERE moment.as_at = $as_at
