-- The ledger dataset: one row per thing in a release that could not be taken as printed, headers and conflicts included.
-- Rows that name a provider keep to its authority when authorities are asked for; the others stand for the whole file.
WITH found AS (
    SELECT release_id, 'value or row' AS kind, row_number, urn, column_name, value, problem, action, rows_affected
    FROM served.staging.problem
    UNION ALL
    SELECT release_id, 'header', NULL, NULL, printed, nearest, 'header ' || outcome,
        CASE outcome WHEN 'ignored' THEN 'ignored by name' ELSE 'not read: the nearest known headers are given' END, 1
    FROM served.staging.header
    WHERE outcome <> 'taken' AND trim(printed) <> ''
    UNION ALL
    SELECT release_id, 'conflict', NULL, urn, family || ' ' || inspected_on || ': ' || column_name, other,
        'differs from another release', 'kept: ' || kept, 1
    FROM served.staging.conflict
),
final AS (
    SELECT release.as_at AS release_as_at, release.file_name, found.kind, found.row_number, found.urn,
        listing.local_authority, found.column_name, found.value, found.problem, found.action,
        found.rows_affected::BIGINT AS rows_affected, build.as_at, build.notice, build.source
    FROM found
    JOIN served.staging.release AS release USING (release_id)
    LEFT JOIN served.mart.listing AS listing USING (urn)
    CROSS JOIN served.mart.build AS build
)
SELECT * FROM final
WHERE $local_authorities::VARCHAR[] IS NULL OR list_contains($local_authorities::VARCHAR[], local_authority)
ORDER BY release_as_at, file_name, kind, row_number, urn, column_name, value
