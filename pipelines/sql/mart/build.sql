-- One row: what this build is.
SELECT $build_id AS build_id, $as_at::DATE AS as_at, $built_at::TIMESTAMP AS built_at, $is_sample AS is_sample,
    (SELECT count(*) FROM staging.release) AS release_count,
    (SELECT count(*) FROM mart.listing) AS provider_count,
    (SELECT count(*) FROM mart.listing WHERE is_in_scope) AS scope_count,
    $source AS source, $notice AS notice
