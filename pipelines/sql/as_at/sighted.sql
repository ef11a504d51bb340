-- One row per inspection as known now: how many releases print it, under its date or one it replaced, and the last.
-- Key: made_of, family, inspected_on.
WITH sighting AS (
    SELECT alike.urn AS made_of, alike.family, coalesce(revised.stands_on, alike.inspected_on) AS inspected_on,
        alike.release_ids, alike.last_release_id
    FROM staging.alike AS alike
    LEFT JOIN staging.revised_date AS revised USING (urn, family, inspected_on)
),
final AS (
    SELECT made_of, family, inspected_on, max(last_release_id) AS last_release_id,
        CASE WHEN count(*) = 1 THEN max(len(release_ids)) ELSE len(list_distinct(flatten(list(release_ids)))) END
            AS sighting_count
    FROM sighting
    GROUP BY ALL
)
SELECT * FROM final
