-- One row per release, oldest first: what was read and what of it could not be taken as printed. Key: release_id.
WITH headers AS (
    SELECT release_id,
        count(*) FILTER (outcome = 'taken') AS headers_taken,
        count(*) FILTER (outcome = 'ignored') AS headers_ignored,
        count(*) FILTER (outcome = 'not known' AND trim(printed) <> '') AS headers_unknown
    FROM served.staging.header
    GROUP BY release_id
),
values_found AS (
    SELECT release_id,
        coalesce(sum(rows_affected) FILTER (problem = 'value not known'), 0)::BIGINT AS values_unknown,
        coalesce(sum(rows_affected) FILTER (action = 'inspection set aside'), 0)::BIGINT AS inspections_set_aside,
        coalesce(sum(rows_affected) FILTER (problem = 'corrected'), 0)::BIGINT AS corrected
    FROM served.staging.problem
    GROUP BY release_id
),
differing AS (
    SELECT release_id, count(DISTINCT (urn, family, inspected_on)) AS inspections_differing
    FROM served.staging.conflict
    GROUP BY release_id
),
final AS (
    SELECT release.*,
        coalesce(headers_taken, 0) AS headers_taken, coalesce(headers_ignored, 0) AS headers_ignored,
        coalesce(headers_unknown, 0) AS headers_unknown,
        coalesce(values_unknown, 0) AS values_unknown, coalesce(inspections_set_aside, 0) AS inspections_set_aside,
        coalesce(corrected, 0) AS corrected, coalesce(inspections_differing, 0) AS inspections_differing
    FROM served.staging.release AS release
    LEFT JOIN headers USING (release_id)
    LEFT JOIN values_found USING (release_id)
    LEFT JOIN differing USING (release_id)
)
SELECT * FROM final ORDER BY release_id
