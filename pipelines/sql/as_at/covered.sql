-- One row per authority and release: the next release that covers the authority whole. A provider last listed in
-- `release_id` and not in that one has left.
-- Key: local_authority (NULL: not known, so only a national release covers it), release_id. No row: none covers it.
WITH area AS (
    SELECT DISTINCT local_authority FROM staging.listed
),
complete AS (
    SELECT DISTINCT listed.local_authority, release.release_id
    FROM staging.release AS release
    JOIN staging.listed ON list_contains(listed.release_ids, release.release_id)
    WHERE release.coverage = 'complete' AND shown(listed.local_authority) IS NOT NULL
),
national AS (
    SELECT release_id
    FROM staging.release
    WHERE coverage = 'national'
),
split AS (
    -- A name that was split: a provider last seen under it may be in any of its successors.
    SELECT DISTINCT local_authority, unnest(string_split(successors, ';')) AS successor
    FROM declared_local_authorities
    WHERE successors <> ''
),
step AS (
    SELECT area.local_authority, release.release_id, split.successor, min(complete.release_id) AS next_id
    FROM area
    JOIN split USING (local_authority)
    CROSS JOIN staging.release AS release
    LEFT JOIN complete ON complete.local_authority = split.successor AND complete.release_id > release.release_id
    GROUP BY ALL
),
next AS (
    SELECT area.local_authority, release.release_id, min(national.release_id) AS next_id
    FROM area
    CROSS JOIN staging.release AS release
    JOIN national ON national.release_id > release.release_id
    GROUP BY ALL
    UNION ALL
    SELECT area.local_authority, release.release_id, min(complete.release_id)
    FROM area
    CROSS JOIN staging.release AS release
    JOIN complete ON complete.local_authority = area.local_authority AND complete.release_id > release.release_id
    GROUP BY ALL
    UNION ALL
    -- All of the successors must have been covered since.
    SELECT local_authority, release_id, max(next_id)
    FROM step
    GROUP BY ALL
    HAVING bool_and(next_id IS NOT NULL)
),
final AS (
    SELECT local_authority, release_id, min(next_id) AS gone_by
    FROM next
    GROUP BY ALL
)
SELECT * FROM final
