-- What one release holds that could not be taken as printed, with the first examples. Key: problem, column_name, action.
WITH numbered AS (
    SELECT *, row_number() OVER (PARTITION BY problem, column_name, action ORDER BY row_number, urn) AS place
    FROM served.staging.problem
    WHERE release_id = $release_id
),
final AS (
    SELECT problem, column_name, action, sum(rows_affected)::BIGINT AS rows_affected,
        list({'row_number': row_number, 'urn': urn, 'value': value} ORDER BY place) FILTER (place <= $examples)
            AS examples
    FROM numbered
    GROUP BY problem, column_name, action
)
SELECT * FROM final ORDER BY rows_affected DESC, problem, column_name
