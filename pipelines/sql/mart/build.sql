-- One row: what this build is. `is_reconstructed`: as at a date before every release, from inspection dates alone.
-- `older_count` settings in scope stand in no release as new as the newest one: most of
-- them were last listed on `older_on`. Their newer inspections, if any, are not known here.
-- `postcodes` says what placed settings on the grid; NULL where nothing could.
SELECT $build_id AS build_id, $as_at::DATE AS as_at, $built_at::TIMESTAMP AS built_at, $is_sample AS is_sample,
    $is_reconstructed AS is_reconstructed,
    (SELECT count(*) FROM staging.release) AS release_count,
    (SELECT count(*) FROM mart.listing) AS provider_count,
    (SELECT count(*) FROM mart.listing WHERE is_in_scope) AS scope_count,
    (SELECT count(*) FROM mart.listing WHERE is_in_scope AND last_seen_on < newest.as_at) AS older_count,
    (SELECT mode(last_seen_on) FROM mart.listing WHERE is_in_scope AND last_seen_on < newest.as_at) AS older_on,
    newest.as_at AS newest_on,
    $source AS source, $notice AS notice, $postcodes AS postcodes,
    $postcode_licence AS postcode_licence
FROM (SELECT max(as_at) AS as_at FROM staging.release) AS newest
