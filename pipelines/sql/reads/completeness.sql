-- In how many rows of one release each column taken says something, beside the release before it of the same kind.
-- Key: column_name. `shift` is the difference of the shares; NULL where there is nothing to compare. A column that only
-- the release before has is here too, as that printed it, with no `filled_count`.
WITH earlier AS (
    SELECT max(release.release_id) AS release_id
    FROM served.staging.release AS release
    WHERE release.release_id < $release_id
        AND release.kind = (SELECT kind FROM served.staging.release WHERE release_id = $release_id)
),
filled AS (
    SELECT header.release_id, header.column_name, header.printed, header.position, header.filled_count,
        header.filled_count / nullif(release.rows_staged, 0) AS filled_share
    FROM served.staging.header AS header
    JOIN served.staging.release AS release USING (release_id)
    WHERE header.outcome = 'taken'
),
final AS (
    SELECT column_name, coalesce(this.printed, before.printed) AS printed, this.position, this.filled_count,
        release.rows_staged, this.filled_share, known.as_at AS earlier_as_at, before.filled_share AS earlier_share,
        coalesce(this.filled_share, 0) - before.filled_share AS shift
    FROM (FROM filled WHERE release_id = $release_id) AS this
    FULL JOIN (FROM filled SEMI JOIN earlier USING (release_id)) AS before USING (column_name)
    JOIN served.staging.release AS release ON release.release_id = $release_id
    LEFT JOIN (FROM served.staging.release SEMI JOIN earlier USING (release_id)) AS known ON true
)
SELECT * FROM final ORDER BY abs(shift) DESC NULLS LAST, position
