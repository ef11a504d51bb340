-- One row per provider as a row of a release prints it, with all the releases that print that row: its authority under
-- the name we use for it and as printed. Key: urn and one of release_ids, which are in order.
WITH spelling AS (
    SELECT place_key(printed) AS place, any_value(local_authority) AS local_authority
    FROM declared_local_authorities
    GROUP BY ALL
),
printed AS (
    SELECT local_authority, max(release_ids[-1]) AS release_id
    FROM raw_snapshot_once
    GROUP BY ALL
),
place AS (
    -- A name not declared is known by its newest spelling.
    SELECT printed.local_authority,
        coalesce(spelling.local_authority, missing_code(printed.local_authority), last_value(printed.local_authority)
            OVER (PARTITION BY place_key(printed.local_authority) ORDER BY release_id, printed.local_authority
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)) AS name
    FROM printed
    LEFT JOIN spelling ON spelling.place = place_key(printed.local_authority)
),
final AS (
    SELECT printed_row.* REPLACE (place.name AS local_authority),
        shown(printed_row.local_authority) AS local_authority_printed
    FROM raw_snapshot_once AS printed_row
    LEFT JOIN place ON place.local_authority = printed_row.local_authority
)
SELECT * FROM final
