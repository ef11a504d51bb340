-- One row per notice that any extract lists, as the newest one gives it. Key: urn, kind, category, detail, given_on.
-- A notice goes on under its first date: its status and its later dates may change from one extract to the next.
WITH dated AS (
    SELECT *, coalesce(intended_on, started_on, decided_on) AS given_on
    FROM raw_notice
),
final AS (
    SELECT urn, kind, category, detail, given_on,
        arg_max(status, release_id) AS status, arg_max(intended_on, release_id) AS intended_on,
        arg_max(decided_on, release_id) AS decided_on, arg_max(started_on, release_id) AS started_on,
        arg_max(ended_on, release_id) AS ended_on, max(release_id) AS last_release_id
    FROM dated
    GROUP BY ALL
)
SELECT * FROM final ORDER BY urn, given_on
