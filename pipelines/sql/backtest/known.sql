-- One row per inspection that was known at the freeze, in the columns of mart.history. Key: urn, family, inspected_on.
-- Known: dated up to the freeze and printed by a release as at the freeze or earlier; where no release is that old,
-- dated up to the freeze (reconstructed).
WITH known AS (
    SELECT history.*
    FROM served.mart.history AS history
    JOIN served.staging.release AS release ON release.release_id = history.first_release_id
    WHERE history.inspected_on <= $freeze AND ($is_reconstructed OR release.as_at <= $freeze)
)
SELECT * REPLACE (
    CASE WHEN is_scored THEN row_number() OVER (
        PARTITION BY urn, is_scored ORDER BY inspected_on, family = 'report card'
    ) END AS position)
FROM known
