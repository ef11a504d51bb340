-- In how many rows of one release each column taken says something, beside the release before it of the same kind.
-- Key: column_name. `shift` is the difference of the shares; NULL where there is nothing to compare.
WITH filled AS (
    SELECT release.release_id, release.as_at, release.kind, header.column_name, header.printed, header.position,
        header.filled_count, release.rows_staged,
        header.filled_count / nullif(release.rows_staged, 0) AS filled_share
    FROM served.staging.header AS header
    JOIN served.staging.release AS release USING (release_id)
    WHERE header.outcome = 'taken'
),
this AS (
    SELECT * FROM filled WHERE release_id = $release_id
),
earlier AS (
    SELECT max(release.release_id) AS release_id
    FROM served.staging.release AS release
    WHERE release.release_id < $release_id
        AND release.kind = (SELECT kind FROM served.staging.release WHERE release_id = $release_id)
),
final AS (
    SELECT this.column_name, this.printed, this.position, this.filled_count, this.rows_staged, this.filled_share,
        filled.as_at AS earlier_as_at, filled.filled_share AS earlier_share,
        this.filled_share - filled.filled_share AS shift
    FROM this
    LEFT JOIN filled
        ON filled.column_name = this.column_name AND filled.release_id = (SELECT release_id FROM earlier)
)
SELECT * FROM final ORDER BY abs(shift) DESC NULLS LAST, position
