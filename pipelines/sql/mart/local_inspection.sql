-- One row per inspection of a local build: who prints it, the feed, open releases or both. Key: urn, family, inspected_on.
WITH printed AS (
    SELECT urn, family, inspected_on, unnest(release_ids) AS release_id
    FROM staging.mention
),
said AS (
    SELECT urn, family, inspected_on, bool_or(layout = 'F') AS is_in_feed, bool_or(layout <> 'F') AS is_in_open
    FROM printed
    JOIN staging.release USING (release_id)
    GROUP BY ALL
),
on_the_day AS (
    -- The feed has no word we know for a report card or for a visit without a grade: the day tells that it is the same.
    SELECT urn, inspected_on, bool_or(is_in_open) AS is_in_open
    FROM said
    WHERE family <> 'childcare register'
    GROUP BY ALL
),
final AS (
    SELECT history.urn, history.family, history.inspected_on, history.words, history.result_words, history.is_scored,
        history.unscored_reason, history.band, history.is_satisfactory, said.is_in_feed,
        said.is_in_open OR (on_the_day.is_in_open AND NOT history.is_scored
            AND history.family IN ('four-point', 'early years register')) AS is_in_open,
        coalesce(len(conflict.differing) > 0, false) AS has_conflict
    FROM mart.history AS history
    JOIN said USING (urn, family, inspected_on)
    LEFT JOIN on_the_day USING (urn, inspected_on)
    LEFT JOIN (
        SELECT urn, family, inspected_on, list(column_name) AS differing
        FROM staging.conflict
        GROUP BY ALL
    ) AS conflict USING (urn, family, inspected_on)
)
SELECT * FROM final ORDER BY urn, inspected_on
