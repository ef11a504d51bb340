-- Every inspection of one provider on the timeline, oldest first, with the releases that mention it.
WITH mentioned AS (
    SELECT urn, family, inspected_on,
        list(DISTINCT release.as_at ORDER BY release.as_at) AS releases,
        list(DISTINCT mention.printed_on ORDER BY mention.printed_on)
            FILTER (mention.printed_on <> mention.inspected_on) AS other_dates
    FROM served.staging.mention AS mention
    JOIN served.staging.release AS release ON list_contains(mention.release_ids, release.release_id)
    WHERE urn = $urn
    GROUP BY ALL
),
conflict AS (
    SELECT urn, family, inspected_on,
        list({'column_name': column_name, 'kept': kept, 'other': other, 'as_at': release.as_at}) AS conflicts
    FROM served.staging.conflict
    JOIN served.staging.release AS release USING (release_id)
    WHERE urn = $urn
    GROUP BY ALL
)
SELECT history.urn, position, family, inspected_on, inspection_number, is_scored, unscored_reason, scale, grade, band,
    worst_rank, areas_below, areas_judged, safeguarding, outcome, result_words, words, words_in_history,
    is_satisfactory, coalesce(change.is_provisional, false) OR is_satisfactory AS is_provisional,
    sighting_count, releases, other_dates, coalesce(conflicts, []) AS conflicts, conflicts IS NOT NULL AS has_conflict
FROM served.mart.history AS history
LEFT JOIN (SELECT urn, position, is_provisional FROM served.mart.change) AS change USING (urn, position)
LEFT JOIN mentioned USING (urn, family, inspected_on)
LEFT JOIN conflict USING (urn, family, inspected_on)
WHERE history.urn = $urn
ORDER BY inspected_on, position
