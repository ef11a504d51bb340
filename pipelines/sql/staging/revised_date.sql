-- Dates that a later release corrected: one row per replaced date, with the date that stands instead.
-- Key: urn, family, inspected_on. Two dates are one inspection when they carry the same inspection number, or when
-- the later one appears within days of the earlier as the earlier disappears; never when one release prints both.
WITH mention AS (
    SELECT urn, family, inspected_on, min(first_release_id) AS first_release, max(last_release_id) AS last_release,
        min(inspection_number) AS inspection_number
    FROM alike
    GROUP BY ALL
),
same_number AS (
    SELECT one.urn, one.family, one.inspected_on AS one_on, other.inspected_on AS other_on
    FROM mention AS one
    JOIN mention AS other
        ON other.urn = one.urn AND other.family = one.family
        AND other.inspection_number = one.inspection_number AND other.inspected_on > one.inspected_on
),
neighbour AS (
    SELECT *,
        lead(inspected_on) OVER dated AS next_on,
        lead(first_release) OVER dated AS next_first_release,
        lead(last_release) OVER dated AS next_last_release,
        lead(inspection_number) OVER dated AS next_number
    FROM mention
    WINDOW dated AS (PARTITION BY urn, family ORDER BY inspected_on)
),
close_by AS (
    SELECT urn, family, inspected_on AS one_on, next_on AS other_on
    FROM neighbour
    WHERE next_on - inspected_on <= $revised_within_days
        AND (last_release < next_first_release OR next_last_release < first_release)
        AND coalesce(inspection_number = next_number, true)
),
pair AS (
    SELECT * FROM same_number
    UNION
    SELECT * FROM close_by
),
apart AS (
    SELECT pair.*
    FROM pair
    WHERE NOT EXISTS (
        SELECT 1
        FROM alike AS one
        JOIN alike AS other
            ON other.urn = one.urn AND other.family = one.family AND list_has_any(one.release_ids, other.release_ids)
        WHERE one.urn = pair.urn AND one.family = pair.family
            AND one.inspected_on = pair.one_on AND other.inspected_on = pair.other_on
    )
),
link AS (
    SELECT urn, family, one_on AS inspected_on, other_on AS linked_on FROM apart
    UNION ALL
    SELECT urn, family, other_on, one_on FROM apart
),
reached AS (
    WITH RECURSIVE reach (urn, family, inspected_on, linked_on) AS (
        SELECT urn, family, inspected_on, linked_on FROM link
        UNION
        SELECT reach.urn, reach.family, reach.inspected_on, link.linked_on
        FROM reach
        JOIN link ON link.urn = reach.urn AND link.family = reach.family AND link.inspected_on = reach.linked_on
    )
    SELECT * FROM reach
),
final AS (
    SELECT reached.urn, reached.family, reached.inspected_on,
        arg_max(reached.linked_on, (mention.last_release, reached.linked_on)) AS stands_on
    FROM reached
    JOIN mention
        ON mention.urn = reached.urn AND mention.family = reached.family AND mention.inspected_on = reached.linked_on
    GROUP BY ALL
    HAVING stands_on <> reached.inspected_on
)
SELECT * FROM final
