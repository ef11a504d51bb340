-- The inspections a panel looks at: one row per inspection of the settings of some authorities held after $since, and,
-- where that is a release date ($compared_on), of those held before that came too late for it: that release does not
-- print them, and they are newer than all it prints of the setting. Asked of are settings on the Early Years Register at
-- any time from $compared_on on, those that have left since among them. `move` is against the graded inspection before;
-- `standing` puts each in a group, those to read first. Key: urn, family, inspected_on.
WITH setting AS (
    SELECT *
    FROM served.mart.listing AS listing
    WHERE list_contains($local_authorities::VARCHAR[], local_authority)
        AND EXISTS (SELECT 1 FROM served.mart.spell AS spell
            WHERE spell.urn = listing.urn AND spell.is_in_scope AND until_on >= coalesce($compared_on::DATE, from_on))
),
known AS (
    SELECT history.*, greatest(release.as_at, history.inspected_on) AS known_on,
        max(history.inspected_on) FILTER (release.as_at <= $compared_on::DATE) OVER (PARTITION BY history.urn) AS seen_to
    FROM served.mart.history AS history
    SEMI JOIN setting USING (urn)
    JOIN served.staging.release AS release ON release.release_id = history.first_release_id
),
listed_then AS (
    SELECT DISTINCT urn FROM served.mart.spell WHERE $compared_on::DATE BETWEEN from_on AND until_on
),
final AS (
    SELECT setting.urn, provider_name, setting.provider_type, setting.provider_subtype, setting.local_authority,
        setting.is_in_scope, setting.label, known.family, known.inspected_on, known.inspected_on <= $since AS is_late,
        known.is_scored,
        known.band, known.outcome, known.words, known.unscored_reason,
        coalesce(change.is_provisional, false) OR known.is_satisfactory AS is_provisional,
        CASE
            WHEN NOT known.is_scored THEN 'not graded'
            WHEN change.urn IS NULL THEN 'first'
            WHEN change.direction = 'decline' THEN 'down'
            WHEN change.direction = 'improvement' THEN 'up'
            WHEN change.from_scale <> change.to_scale THEN 'not comparable'
            ELSE 'no change'
        END AS move,
        change.from_words, change.from_band,
        coalesce(setting.marks[known.position - 1].is_provisional, false) AS is_from_provisional,
        CASE
            WHEN known.band IN ('serious', 'below') THEN 'below'
            WHEN NOT known.is_scored AND coalesce(known.outcome, '') <> 'met' THEN 'not met'
            WHEN change.from_band IN ('serious', 'below') THEN 'back'
            ELSE 'routine'
        END AS standing
    FROM known
    JOIN setting USING (urn)
    LEFT JOIN listed_then USING (urn)
    LEFT JOIN served.mart.change AS change
        ON known.is_scored AND change.urn = known.urn AND change.position = known.position
    WHERE known.from_urn IS NULL
        AND (known.inspected_on > $since OR (
            known_on > $since AND $since = $compared_on::DATE
            AND listed_then.urn IS NOT NULL AND known.inspected_on > coalesce(seen_to, DATE '0001-01-01')
        ))
)
SELECT * FROM final
ORDER BY list_position(['below', 'not met', 'back', 'routine'], standing),
    list_position(['serious', 'below', 'secure'], band), inspected_on DESC, urn, family
