-- Registrations suspended, and notices given, after $since_on, the newest first. No names.
SELECT urn, 'Registration ' || status AS what, changed_on AS happened_on
FROM served.staging.status_history
WHERE status = 'suspended' AND changed_on > $since_on
UNION ALL
SELECT urn, upper(left(kind, 1)) || substr(kind, 2) || coalesce(': ' || category, '') || coalesce(' (' || status || ')', ''),
    greatest(intended_on, decided_on, started_on)
FROM served.staging.notice
WHERE greatest(intended_on, decided_on, started_on) > $since_on
ORDER BY happened_on DESC, urn, what
