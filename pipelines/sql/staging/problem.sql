-- One row per thing set aside or not understood in a release. Empty rows are counted, not listed one by one.
SELECT release_id, row_number, urn, column_name, value, problem, action, 1 AS rows_affected
FROM raw_problem
WHERE problem <> 'empty row'
UNION ALL
SELECT release_id, min(row_number), NULL, NULL, NULL, problem, action, count(*)
FROM raw_problem
WHERE problem = 'empty row'
GROUP BY ALL
