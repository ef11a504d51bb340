-- Where one release gives a result or date differently from what stands, by column, with the first examples.
-- Key: column_name.
WITH numbered AS (
    SELECT *, row_number() OVER (PARTITION BY column_name ORDER BY urn, inspected_on) AS place
    FROM served.staging.conflict
    WHERE release_id = $release_id
),
final AS (
    SELECT column_name, count(*) AS conflict_count,
        list({'urn': urn, 'inspected_on': inspected_on, 'kept': kept, 'other': other} ORDER BY place)
            FILTER (place <= $examples) AS examples
    FROM numbered
    GROUP BY column_name
)
SELECT * FROM final ORDER BY conflict_count DESC, column_name
