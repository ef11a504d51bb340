-- One row per thing said, with the releases known then that say it. Key: as in staging.alike.
SELECT * REPLACE (
    list_filter(release_ids, lambda one: one <= $known_id) AS release_ids,
    list_max(list_filter(release_ids, lambda one: one <= $known_id)) AS last_release_id)
FROM base.staging.alike
WHERE first_release_id <= $known_id AND inspected_on <= $as_at
