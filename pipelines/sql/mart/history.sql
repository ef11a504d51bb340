-- One row per inspection on a provider's timeline, scored or not, as known now. Key: urn, family, inspected_on.
SELECT history.* EXCLUDE (as_at), sighted.sighting_count, sighted.last_release_id
FROM history
JOIN sighted
    ON sighted.made_of = coalesce(history.from_urn, history.urn) AND sighted.family = history.family
    AND sighted.inspected_on = history.inspected_on
WHERE history.as_at = $as_at
ORDER BY history.urn, history.inspected_on
