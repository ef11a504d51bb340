-- Dates that a later release corrected, as known by a release: one row per replaced date, with the date that stands
-- instead. Key: urn, known_id, family, inspected_on. Two dates are one inspection when they carry the same inspection
-- number, or when the later one appears within days of the earlier as the earlier disappears; never when one release
-- prints both.
WITH known AS (
    SELECT DISTINCT made_of AS urn, known_id FROM wanted
),
printed AS (
    SELECT known.known_id, alike.urn, alike.family, alike.inspected_on, alike.inspection_number,
        list_filter(alike.release_ids, lambda one: one <= known.known_id) AS release_ids
    FROM staging.alike
    SEMI JOIN doubtful USING (urn, family)
    JOIN known ON known.urn = alike.urn AND alike.first_release_id <= known.known_id
),
mention AS (
    SELECT urn, known_id, family, inspected_on, list_distinct(flatten(list(release_ids))) AS release_ids,
        list_min(flatten(list(release_ids))) AS first_release, list_max(flatten(list(release_ids))) AS last_release,
        min(inspection_number) AS inspection_number
    FROM printed
    GROUP BY urn, known_id, family, inspected_on
),
neighbour AS (
    SELECT *,
        lead(inspected_on) OVER dated AS next_on,
        lead(first_release) OVER dated AS next_first_release,
        lead(last_release) OVER dated AS next_last_release,
        lead(inspection_number) OVER dated AS next_number
    FROM mention
    WINDOW dated AS (PARTITION BY urn, known_id, family ORDER BY inspected_on)
),
pair AS (
    SELECT one.urn, one.known_id, one.family, one.inspected_on AS one_on, other.inspected_on AS other_on
    FROM mention AS one
    JOIN mention AS other
        ON other.urn = one.urn AND other.known_id = one.known_id AND other.family = one.family
        AND other.inspection_number = one.inspection_number AND other.inspected_on > one.inspected_on
    UNION
    SELECT urn, known_id, family, inspected_on, next_on
    FROM neighbour
    WHERE next_on - inspected_on <= $revised_within_days
        AND (last_release < next_first_release OR next_last_release < first_release)
        AND coalesce(inspection_number = next_number, true)
),
apart AS (
    SELECT pair.*
    FROM pair
    JOIN mention AS one
        ON one.urn = pair.urn AND one.known_id = pair.known_id AND one.family = pair.family
        AND one.inspected_on = pair.one_on
    JOIN mention AS other
        ON other.urn = pair.urn AND other.known_id = pair.known_id AND other.family = pair.family
        AND other.inspected_on = pair.other_on
    WHERE NOT list_has_any(one.release_ids, other.release_ids)
),
joined AS (
    SELECT urn, known_id, family, one_on AS inspected_on, other_on AS linked_on FROM apart
    UNION ALL
    SELECT urn, known_id, family, other_on, one_on FROM apart
),
reached AS (
    WITH RECURSIVE reach (urn, known_id, family, inspected_on, linked_on) AS (
        SELECT urn, known_id, family, inspected_on, linked_on FROM joined
        UNION
        SELECT reach.urn, reach.known_id, reach.family, reach.inspected_on, joined.linked_on
        FROM reach
        JOIN joined
            ON joined.urn = reach.urn AND joined.known_id = reach.known_id AND joined.family = reach.family
            AND joined.inspected_on = reach.linked_on
    )
    SELECT * FROM reach
),
final AS (
    SELECT reached.urn, reached.known_id, reached.family, reached.inspected_on,
        arg_max(reached.linked_on, (mention.last_release, reached.linked_on)) AS stands_on
    FROM reached
    JOIN mention
        ON mention.urn = reached.urn AND mention.known_id = reached.known_id AND mention.family = reached.family
        AND mention.inspected_on = reached.linked_on
    GROUP BY ALL
    HAVING stands_on <> reached.inspected_on
)
SELECT * FROM final
