-- One row per scored inspection that is left when one of a setting's is left out, in the columns of mart.history. The
-- setting without its n-th inspection goes by the URN 'urn#n'. Key: urn, as_at, position.
WITH scored AS (
    SELECT *
    FROM served.mart.history
    WHERE is_scored AND urn IN (SELECT urn FROM served.mart.listing WHERE is_in_scope)
),
final AS (
    SELECT $as_at::DATE AS as_at, scored.* REPLACE (
        scored.urn || '#' || dropped.position AS urn,
        row_number() OVER (PARTITION BY scored.urn, dropped.position ORDER BY scored.position) AS position)
    FROM scored
    JOIN (SELECT urn, position FROM scored) AS dropped USING (urn)
    WHERE scored.position <> dropped.position
)
SELECT * FROM final
