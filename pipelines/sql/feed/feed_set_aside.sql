-- One row per registration that is set aside, and why. Key: row_number. Of entries with one URN the first stands.
WITH judged AS (
    SELECT row_number, urn,
        CASE
            WHEN urn IS NULL THEN 'no URN'
            WHEN NOT is_urn(urn) THEN 'not a URN'
            WHEN place > 1 THEN 'duplicate URN'
        END AS set_aside
    FROM feed_row
),
final AS (
    SELECT *
    FROM judged
    WHERE set_aside IS NOT NULL
)
SELECT * FROM final
