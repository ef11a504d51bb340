-- One row per row of a file that is set aside, and why. Key: file, row_number. Of rows with one URN the first stands;
-- of rows of the inspection-level layout (visit_…), the first with one URN and one inspection.
WITH cleaned AS (
    SELECT file, row_number, is_empty, urn,
        coalesce(missing_code(provider_name) = 'withheld', false) AS is_name_withheld,
        row_number() OVER (
            PARTITION BY file, urn, visit_on, visit_type, visit_number, visit_result ORDER BY row_number
        ) AS place, visit_on IS NOT NULL OR visit_result IS NOT NULL AS is_visit
    FROM raw_row
),
judged AS (
    SELECT file, row_number, urn, is_name_withheld,
        CASE
            WHEN urn IS NULL AND is_empty THEN 'empty row'
            WHEN urn IS NULL THEN 'no URN'
            WHEN NOT is_urn(urn) THEN 'not a URN'
            WHEN place > 1 AND is_visit THEN 'inspection printed twice'
            WHEN place > 1 THEN 'duplicate URN'
        END AS set_aside
    FROM cleaned
),
final AS (
    SELECT *
    FROM judged
    WHERE set_aside IS NOT NULL
)
SELECT * FROM final
