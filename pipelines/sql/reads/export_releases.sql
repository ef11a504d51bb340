-- The releases dataset: one row per loaded release file. Key: sha256.
SELECT release.as_at AS release_as_at, release.file_name, release.kind, release.layout, release.published_on,
    release.coverage, release.authority_count, release.rows_read, release.rows_staged, release.rows_set_aside,
    release.withheld_count, release.sha256, build.as_at, build.notice, build.source
FROM served.staging.release AS release
CROSS JOIN served.mart.build AS build
ORDER BY release.release_id
