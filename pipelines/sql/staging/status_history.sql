-- One row per change of a registration's status that any extract lists. Key: urn, status, changed_on.
SELECT urn, status, changed_on, max(release_id) AS last_release_id
FROM raw_status_history
GROUP BY urn, status, changed_on
ORDER BY urn, changed_on
