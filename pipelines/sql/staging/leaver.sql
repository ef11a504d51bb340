-- One row per provider that left, as the newest release that says so gives it. Key: urn.
SELECT urn, max(release_id) AS release_id, arg_max(left_on, release_id) AS left_on
FROM raw_leaver
GROUP BY urn
