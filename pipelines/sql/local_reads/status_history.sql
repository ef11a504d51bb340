-- The status changes of one setting's registration, oldest first.
SELECT status, changed_on FROM served.staging.status_history WHERE urn = $urn ORDER BY changed_on NULLS FIRST, status
