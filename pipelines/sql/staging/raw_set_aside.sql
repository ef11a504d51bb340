-- One row per row of the file that is set aside, and why. Key: row_number. Of rows with one URN the first stands.
WITH cleaned AS (
    SELECT row_number, is_empty, urn, coalesce(missing_code(provider_name) = 'withheld', false) AS is_name_withheld,
        row_number() OVER (PARTITION BY urn ORDER BY row_number) AS place
    FROM raw_row
),
judged AS (
    SELECT row_number, urn, is_name_withheld,
        CASE
            WHEN urn IS NULL AND is_empty THEN 'empty row'
            WHEN urn IS NULL THEN 'no URN'
            WHEN NOT regexp_full_match(urn, '[A-Z]{0,3}[0-9]{4,9}') THEN 'not a URN'
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
