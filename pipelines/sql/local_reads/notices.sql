-- The notices of one setting, oldest first.
SELECT kind, category, detail, status, intended_on, decided_on, started_on, ended_on
FROM served.staging.notice
WHERE urn = $urn
ORDER BY given_on NULLS FIRST, kind
