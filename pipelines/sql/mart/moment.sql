-- One row per date labels are worked out for: those of the releases up to the as-at date, and that date. Key: as_at.
-- `release_id` is the newest release known then; before every release all are: the answer is reconstructed from dates.
WITH released AS (
    SELECT as_at, max(release_id) AS release_id, count(*) AS release_count,
        CASE WHEN bool_or(coverage = 'national') THEN 'national' WHEN bool_or(coverage = 'complete') THEN 'complete'
            ELSE 'partial' END AS coverage
    FROM staging.release
    WHERE as_at <= $as_at
    GROUP BY as_at
),
final AS (
    SELECT * FROM released
    UNION ALL
    SELECT $as_at::DATE, max(release_id), 0, NULL
    FROM staging.release
    HAVING NOT list_contains(list(as_at), $as_at::DATE)
)
SELECT *, lag(as_at) OVER (ORDER BY as_at) AS before_on FROM final ORDER BY as_at
