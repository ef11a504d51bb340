-- Every inspection of one provider on the timeline, oldest first, with the releases that mention it. `from_urn` is the
-- confirmed earlier registration it was made of, where it was not made of this one.
WITH history AS (
    SELECT *, coalesce(from_urn, urn) AS made_of
    FROM served.mart.history
    WHERE urn = $urn
),
mentioned AS (
    SELECT history.family, history.inspected_on,
        list(DISTINCT release.as_at ORDER BY release.as_at) AS releases,
        list(DISTINCT mention.printed_on ORDER BY mention.printed_on)
            FILTER (mention.printed_on <> mention.inspected_on) AS other_dates
    FROM history
    JOIN served.staging.mention AS mention
        ON mention.urn = made_of AND mention.family = history.family AND mention.inspected_on = history.inspected_on
    JOIN served.staging.release AS release ON list_contains(mention.release_ids, release.release_id)
    GROUP BY ALL
),
conflict AS (
    SELECT history.family, history.inspected_on,
        list({'column_name': column_name, 'kept': kept, 'other': other, 'as_at': release.as_at}) AS conflicts
    FROM history
    JOIN served.staging.conflict AS conflict
        ON conflict.urn = made_of AND conflict.family = history.family
        AND conflict.inspected_on = history.inspected_on
    JOIN served.staging.release AS release USING (release_id)
    GROUP BY ALL
)
SELECT history.urn, from_urn, position, family, inspected_on, inspection_number, is_scored, unscored_reason, scale, grade,
    band, worst_rank, areas_below, areas_judged, safeguarding, outcome, result_words, words, words_in_history,
    is_satisfactory, coalesce(change.is_provisional, false) OR is_satisfactory AS is_provisional,
    sighting_count, releases, other_dates, coalesce(conflicts, []) AS conflicts, conflicts IS NOT NULL AS has_conflict
FROM history
LEFT JOIN (SELECT urn, position, is_provisional FROM served.mart.change) AS change USING (urn, position)
LEFT JOIN mentioned USING (family, inspected_on)
LEFT JOIN conflict USING (family, inspected_on)
ORDER BY inspected_on, position
