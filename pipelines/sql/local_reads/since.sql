-- Registrations suspended, and notices given, after $since_on, the newest first. No names.
WITH happened AS (
    SELECT urn, 'Registration ' || status AS what, changed_on AS happened_on
    FROM served.staging.status_history
    WHERE status = 'suspended'
    UNION ALL
    SELECT urn, upper(left(kind, 1)) || substr(kind, 2) || coalesce(': ' || category, '')
            || coalesce(' (' || status || ')', ''),
        greatest(intended_on, decided_on, started_on)
    FROM served.staging.notice
)
SELECT happened.*, registration.is_sensitive
FROM happened
JOIN served.staging.registration AS registration USING (urn)
WHERE happened_on > $since_on
ORDER BY happened_on DESC, urn, what
