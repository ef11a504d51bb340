-- The local statuses dataset: one row per change of a registration's status that the feed lists. Key: urn, status, changed_on.
SELECT history.urn, local_label.provider_name, history.status, history.changed_on, local_label.as_at
FROM served.staging.status_history AS history
JOIN served.mart.local_label AS local_label USING (urn)
ORDER BY history.urn, history.changed_on NULLS FIRST, history.status
