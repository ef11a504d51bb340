-- One row per thing that rows of a provider say of its registration, with the releases that say it.
-- Key: every column but the releases. Releases repeat one another: what follows works on a fraction of the rows.
SELECT urn, kind, status, is_early_years, registered_on, local_authority, is_name_withheld,
    min(release_id) AS first_release_id, max(release_id) AS last_release_id, list(release_id) AS release_ids
FROM snapshot
JOIN (SELECT release_id, kind FROM staging.release) AS release USING (release_id)
GROUP BY ALL
