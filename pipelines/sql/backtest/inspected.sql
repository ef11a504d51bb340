-- One row per scored inspection of the newest history of every provider that has enough of them, in order: what the
-- permutation test deals out. Key: urn, position.
WITH framework AS (
    SELECT starts_on::DATE AS starts_on, row_number() OVER (ORDER BY starts_on) AS number
    FROM declared_frameworks
),
final AS (
    SELECT history.urn, history.position, provider.provider_type, history.band = 'secure' AS is_secure,
        coalesce(history.is_satisfactory, false) AS is_satisfactory, history.scale = 'report card' AS is_card,
        -- A report card has no grade: its worst area stands in, apart from the grades.
        concat_ws(' ', history.scale, history.band, history.worst_rank,
            (SELECT max(number) FROM framework WHERE starts_on <= history.inspected_on)) AS state
    FROM served.mart.history AS history
    JOIN served.mart.provider AS provider USING (urn)
    WHERE history.is_scored AND history.urn IN (
        SELECT urn FROM served.mart.history WHERE is_scored GROUP BY urn HAVING count(*) >= $shortest
    )
)
SELECT * FROM final ORDER BY urn, position
