-- One row per inspection as it is said alike in the same place, with the releases that print it.
-- Key: every column but the releases. Releases repeat one another: what follows works on a fraction of the sightings.
WITH printed AS MATERIALIZED (
    SELECT *, row_number() OVER () AS id FROM sighting_once
),
said AS MATERIALIZED (
    -- Rows and their lists of releases are long: what is grouped are numbers, and most groups have one.
    SELECT min(id) AS id, CASE WHEN count(*) > 1 THEN list(id) END AS ids
    FROM (SELECT id, urn, inspected_on, hash(*COLUMNS(* EXCLUDE (id, release_ids))) AS said FROM printed)
    GROUP BY urn, inspected_on, said
),
several AS (
    SELECT one.id, list_sort(flatten(list(printed.release_ids))) AS release_ids
    FROM (SELECT id, unnest(ids) AS of FROM said) AS one
    JOIN printed ON printed.id = one.of
    GROUP BY one.id
),
final AS (
    SELECT printed.* REPLACE (coalesce(several.release_ids, printed.release_ids) AS release_ids)
    FROM said
    JOIN printed USING (id)
    LEFT JOIN several USING (id)
)
SELECT * EXCLUDE (id, release_ids), release_ids[1] AS first_release_id, release_ids[-1] AS last_release_id, release_ids
FROM final
