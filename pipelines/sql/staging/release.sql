-- One row per loaded release, oldest first. Key: release_id.
-- Only a national or complete release can make an absent provider a leaver; what any other lists counts.
-- An inspection-level release lists inspections, not who is registered: it is partial whatever its size.
WITH counted AS (
    SELECT release_id, count(DISTINCT shown(local_authority)) AS authority_count,
        count(*) FILTER (is_name_withheld) AS withheld_count
    FROM snapshot
    GROUP BY release_id
),
final AS (
    SELECT loaded.* EXCLUDE (declared_coverage), coalesce(counted.authority_count, 0) AS authority_count,
        coalesce(counted.withheld_count, 0) AS withheld_count,
        CASE
            WHEN loaded.kind = 'inspections' THEN 'partial'
            WHEN declared_coverage <> '' THEN declared_coverage
            WHEN counted.authority_count >= $national_authorities THEN 'national'
            ELSE 'partial'
        END AS coverage
    FROM loaded
    LEFT JOIN counted USING (release_id)
)
SELECT * FROM final ORDER BY release_id
