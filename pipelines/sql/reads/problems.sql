-- What the releases held that could not be taken as printed, and what was done about it. Key: as_at, problem, action.
SELECT release.as_at, problem, action, sum(rows_affected)::BIGINT AS rows_affected
FROM served.staging.problem AS problem
JOIN served.staging.release AS release USING (release_id)
GROUP BY release.release_id, release.as_at, problem, action
ORDER BY release.release_id, rows_affected DESC, problem
