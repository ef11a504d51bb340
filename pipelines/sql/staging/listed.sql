-- One row per thing that rows of a provider say of its registration, with the releases that say it.
-- Key: every column but the releases. Releases repeat one another: what follows works on a fraction of the rows.
WITH final AS (
    -- Releases that print one and the same row are of one kind.
    SELECT urn, kind, status, is_early_years, registered_on, local_authority, is_name_withheld,
        list_sort(flatten(list(release_ids))) AS release_ids
    FROM snapshot_once
    JOIN (SELECT release_id, kind FROM staging.release) AS release ON release.release_id = release_ids[1]
    GROUP BY ALL
)
SELECT * EXCLUDE (release_ids), release_ids[1] AS first_release_id, release_ids[-1] AS last_release_id, release_ids
FROM final
