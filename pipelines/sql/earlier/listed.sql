-- One row per thing said, with the releases known then that say it. Key: as in staging.listed.
SELECT * REPLACE (
    list_filter(release_ids, lambda one: one <= $known_id) AS release_ids,
    list_max(list_filter(release_ids, lambda one: one <= $known_id)) AS last_release_id)
FROM base.staging.listed
WHERE first_release_id <= $known_id
