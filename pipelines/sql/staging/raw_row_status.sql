-- One row per row of the file: the cleaned URN, and why the row is set aside (NULL when it is staged).
WITH cleaned AS (
    SELECT row_number, is_empty, upper(cell(urn)) AS urn
    FROM raw_row
),
placed AS (
    SELECT *, row_number() OVER (PARTITION BY urn ORDER BY row_number) AS place
    FROM cleaned
),
final AS (
    SELECT
        row_number,
        urn,
        CASE
            WHEN urn IS NULL AND is_empty THEN 'empty row'
            WHEN urn IS NULL THEN 'no URN'
            WHEN NOT regexp_full_match(urn, '[A-Z]{0,3}[0-9]{4,9}') THEN 'not a URN'
            WHEN place > 1 THEN 'duplicate URN'
        END AS set_aside
    FROM placed
)
SELECT * FROM final
