-- One row per inspection that was known at each freeze, in the columns of mart.history. Key: urn, as_at, family,
-- inspected_on. Known: dated up to the freeze and printed by a release as at the freeze or earlier; where no release is
-- that old, dated up to the freeze (reconstructed).
WITH known AS (
    SELECT history.*, frozen_at.as_at
    FROM frozen_at
    JOIN served.mart.history AS history ON history.inspected_on <= frozen_at.as_at
    JOIN served.staging.release AS release ON release.release_id = history.first_release_id
    WHERE frozen_at.is_reconstructed OR release.as_at <= frozen_at.as_at
)
SELECT * REPLACE (
    CASE WHEN is_scored THEN row_number() OVER (
        PARTITION BY urn, as_at, is_scored ORDER BY inspected_on, family = 'report card'
    ) END AS position)
FROM known
