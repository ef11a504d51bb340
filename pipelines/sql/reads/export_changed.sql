-- The changed dataset: one row per provider on the Early Years Register at $from_on, at $to_on or at both, the two newest
-- release dates unless given; who it is, where it stood, where it stands and why. Key: urn. Outcome puts each in exactly
-- one of five; kind is the first of `kinds`, in the order of declared/changes.csv, and what it is listed under.
WITH dates AS (
    SELECT to_on, coalesce($from_on::DATE, (SELECT max(as_at) FROM served.mart.moment
        WHERE release_count > 0 AND as_at < to_on)) AS from_on
    FROM (SELECT coalesce($to_on::DATE, max(as_at)) AS to_on FROM served.mart.moment WHERE release_count > 0)
),
between_releases AS (
    SELECT list(release_id) AS release_ids
    FROM served.staging.release
    JOIN dates ON as_at > from_on AND as_at <= to_on
),
newest_releases AS (
    SELECT max(release_id) FILTER (as_at <= from_on) AS first_id, max(release_id) FILTER (as_at <= to_on) AS second_id
    FROM served.staging.release
    CROSS JOIN dates
),
asked AS (
    SELECT listing.*
    FROM served.mart.listing AS listing
    JOIN dates ON from_on IS NOT NULL  -- of one release date alone there is nothing to ask
    WHERE ($local_authorities::VARCHAR[] IS NULL OR list_contains($local_authorities::VARCHAR[], local_authority))
        AND ($regions::VARCHAR[] IS NULL OR list_contains($regions::VARCHAR[], region))
        AND ($constituencies::VARCHAR[] IS NULL OR list_contains($constituencies::VARCHAR[], constituency))
        AND ($urns::VARCHAR[] IS NULL OR list_contains($urns::VARCHAR[], urn))
),
stood AS (
    -- What may affect funded places reads as a flag here, as it does on the list.
    SELECT spell.* REPLACE (CASE WHEN may_affect_funded_places IS NULL THEN flags
            ELSE list_append(flags, 'may affect funded places') END AS flags),
        -- Grades of the four-point scale from best to worst; Satisfactory is what Requires improvement was called.
        list_position(['Outstanding', 'Good', 'Requires improvement', 'Inadequate'],
            replace(grade, 'Satisfactory', 'Requires improvement')) AS grade_rank,
        list_position(['secure', 'below', 'serious'], band) AS band_rank,
        coalesce(tier, 'universal') <> 'universal' AS is_flagged,
        spell.label = 'yo-yo' OR list_contains(spell.flags, 'yo-yo') AS is_yo_yo
    FROM served.mart.spell AS spell
    SEMI JOIN asked USING (urn)
),
before AS (
    SELECT stood.* FROM stood JOIN dates ON dates.from_on BETWEEN stood.from_on AND stood.until_on
),
after AS (
    SELECT stood.* FROM stood JOIN dates ON dates.to_on BETWEEN stood.from_on AND stood.until_on
),
listed AS (
    -- Those that a release after the first date lists: of anyone else no more is known than before.
    SELECT DISTINCT urn
    FROM served.staging.listed
    CROSS JOIN between_releases
    WHERE list_has_any(listed.release_ids, between_releases.release_ids)
),
known AS (
    -- Every inspection with the day from which the releases tell of it.
    SELECT history.urn, coalesce(from_urn, history.urn) AS of_urn, family, inspected_on, is_scored, words, from_urn,
        greatest(release.as_at, inspected_on) AS known_on
    FROM served.mart.history AS history
    SEMI JOIN asked USING (urn)
    JOIN served.staging.release AS release ON release.release_id = history.first_release_id
),
fresh AS (
    SELECT urn,
        list({'inspected_on': inspected_on, 'is_scored': is_scored,
            'said': 'Inspected on ' || strftime(inspected_on, '%-d %B %Y') || ': ' || words
                || CASE WHEN from_urn IS NULL THEN '.' ELSE ' (earlier registration).' END}
            ORDER BY inspected_on, family) AS inspections
    FROM known
    JOIN dates ON known_on > from_on AND known_on <= to_on
    GROUP BY urn
),
revision AS (
    SELECT revision.urn, family, inspected_on, column_name, arg_min(was, release_id) AS was,
        arg_max(now, release_id) AS now
    FROM served.staging.revision AS revision
    JOIN between_releases ON list_contains(release_ids, release_id)
    GROUP BY ALL
    HAVING was <> now
),
revised AS (
    SELECT known.urn,
        list('Revised by the publisher: '
            || CASE WHEN column_name = 'inspection date'
                THEN 'the inspection of ' || strftime(was::DATE, '%-d %B %Y') || ' is now dated '
                    || strftime(now::DATE, '%-d %B %Y') || '.'
                ELSE 'the inspection of ' || strftime(revision.inspected_on, '%-d %B %Y')
                    || CASE WHEN column_name IN ('grade', 'outcome') THEN '' ELSE ', ' || column_name || ',' END
                    || ' is now ' || replace(now, 'requires improvement', third) || ', was '
                    || replace(was, 'requires improvement', third) || '.' END
            ORDER BY revision.inspected_on, column_name = 'inspection date' DESC, column_name = 'grade' DESC, column_name) AS said
    FROM (
        SELECT * REPLACE (replace(was, 'unknown: ', '') AS was, replace(now, 'unknown: ', '') AS now),
            -- What the third grade was called on the day of the inspection.
            CASE WHEN inspected_on < DATE '2013-11-04' THEN 'satisfactory' ELSE 'requires improvement' END AS third
        FROM revision
    ) AS revision
    JOIN known ON known.of_urn = revision.urn AND known.family = revision.family
        AND known.inspected_on = revision.inspected_on
    JOIN dates ON known.known_on <= dates.from_on
    GROUP BY known.urn
),
naming AS (
    -- Whether the newest release that lists a provider, of those up to each date, withholds its name.
    SELECT urn,
        arg_max(is_name_withheld, list_max(list_filter(release_ids, lambda one: one <= first_id)))
            FILTER (first_release_id <= first_id) AS was_withheld,
        arg_max(is_name_withheld, list_max(list_filter(release_ids, lambda one: one <= second_id))) AS is_withheld
    FROM served.staging.listed
    CROSS JOIN newest_releases
    WHERE first_release_id <= second_id
    GROUP BY urn
),
pair AS (
    -- The other registration of a likely or confirmed pair: the earlier one of whoever joined, the later of who left.
    SELECT urn, earlier_urn AS other_urn, decision, decided_on, true AS is_earlier
    FROM served.mart.lineage
    WHERE decision <> 'rejected'
    UNION ALL
    SELECT earlier_urn, urn, decision, NULL, false
    FROM served.mart.lineage
    WHERE decision <> 'rejected'
),
other AS (
    -- Only one that was seen by then.
    SELECT pair.urn, is_earlier, string_agg(DISTINCT other_urn, ', ' ORDER BY other_urn) AS other_urn,
        bool_or(decision = 'confirmed') AS is_confirmed,
        coalesce(bool_or(decision = 'confirmed' AND decided_on > dates.from_on AND decided_on <= dates.to_on), false)
            AS is_newly_confirmed
    FROM pair
    JOIN dates ON EXISTS (SELECT 1 FROM served.mart.listing AS one WHERE one.urn = other_urn AND first_seen_on <= to_on)
    GROUP BY ALL
),
compared AS (
    SELECT asked.*, before, after,
        CASE
            WHEN NOT coalesce(before.is_in_scope, false) THEN 'joined'
            WHEN NOT coalesce(after.is_in_scope, false) THEN 'left'
            WHEN listed.urn IS NULL THEN 'not comparable'
        END AS known_outcome,
        coalesce(fresh.inspections, []) AS inspections,
        revised.said AS revised_said,
        coalesce(naming.is_withheld AND NOT naming.was_withheld, false) AS is_newly_withheld,
        other.other_urn, other.is_confirmed, coalesce(other.is_newly_confirmed, false) AS is_newly_confirmed,
        coalesce(CASE WHEN before.scale = 'four-point' AND after.scale = 'four-point'
            THEN after.grade_rank - before.grade_rank ELSE after.band_rank - before.band_rank END, 0) AS fell_by,
        (before.scored_count, before.inspected_on, before.band, before.words)
            IS DISTINCT FROM (after.scored_count, after.inspected_on, after.band, after.words) AS is_other_history,
        list_filter(after.flags, lambda flag: NOT list_contains(list_append(before.flags, before.label), flag))
            AS flags_new,
        list_filter(before.flags, lambda flag: NOT list_contains(list_append(after.flags, after.label), flag))
            AS flags_cleared
    FROM asked
    LEFT JOIN before ON before.urn = asked.urn
    LEFT JOIN after ON after.urn = asked.urn
    LEFT JOIN listed ON listed.urn = asked.urn
    LEFT JOIN fresh ON fresh.urn = asked.urn
    LEFT JOIN revised ON revised.urn = asked.urn
    LEFT JOIN naming ON naming.urn = asked.urn
    LEFT JOIN other ON other.urn = asked.urn AND other.is_earlier = coalesce(after.is_in_scope, false)
    WHERE before.is_in_scope OR after.is_in_scope
),
moved AS (
    SELECT *,
        -- What is known of its past differs although nothing was inspected and no link made: dates or results were merged.
        known_outcome IS NULL AND (revised_said IS NOT NULL
            OR (is_other_history AND len(inspections) = 0 AND NOT is_newly_confirmed)) AS is_revised
    FROM compared
),
sorted AS (
    SELECT *,
        CASE
            WHEN known_outcome = 'joined' THEN list_filter([
                CASE WHEN after.label = 'serious concern' THEN 'new serious concern' END,
                CASE WHEN after.is_yo_yo THEN 'new yo-yo' END,
                CASE WHEN after.is_flagged THEN 'newly flagged' END,
                CASE WHEN other_urn IS NOT NULL THEN 'likely re-registration' END,
                'joined'
            ], lambda kind: kind IS NOT NULL)
            WHEN known_outcome = 'left' THEN list_filter([
                CASE WHEN before.is_flagged THEN 'no longer flagged' END,
                CASE WHEN other_urn IS NOT NULL THEN 'likely re-registration' END, 'left'
            ], lambda kind: kind IS NOT NULL)
            WHEN known_outcome IS NULL THEN list_filter([
                CASE WHEN after.label = 'serious concern' AND before.label <> 'serious concern'
                    THEN 'new serious concern' END,
                CASE WHEN after.is_yo_yo AND NOT before.is_yo_yo THEN 'new yo-yo' END,
                CASE WHEN fell_by > 0 THEN 'grade down' END,
                CASE WHEN after.is_flagged AND NOT before.is_flagged THEN 'newly flagged' END,
                CASE WHEN after.status = 'suspended' AND before.status <> 'suspended' THEN 'suspended' END,
                CASE WHEN fell_by < 0 THEN 'grade up' END,
                CASE WHEN before.is_flagged AND NOT after.is_flagged THEN 'no longer flagged' END,
                CASE WHEN after.tier <> before.tier THEN 'tier changed' END,
                CASE WHEN after.label <> before.label THEN 'label changed' END,
                CASE WHEN len(flags_new) + len(flags_cleared) > 0 THEN 'other flags changed' END,
                CASE WHEN before.status = 'suspended' AND after.status <> 'suspended' THEN 'suspension ended' END,
                CASE WHEN is_revised THEN 'revised by the publisher' END,
                CASE WHEN is_newly_confirmed THEN 'confirmed link' END,
                CASE WHEN is_newly_withheld THEN 'name withheld' END,
                CASE WHEN len(inspections) > 0 THEN 'new inspection' END
            ], lambda kind: kind IS NOT NULL)
            ELSE []
        END AS kind_list
    FROM moved
),
told AS (
    SELECT *,
        coalesce(known_outcome, CASE WHEN len(kind_list) > 0 THEN 'changed' ELSE 'unchanged' END) AS outcome,
        list_has_any(kind_list, ['label changed', 'tier changed', 'other flags changed'])
            AND len(inspections) = 0 AND NOT is_revised AND NOT is_newly_confirmed AS is_time_alone,
        after.label <> before.label OR is_other_history AS is_reason_new
    FROM sorted
),
final AS (
    SELECT told.urn, provider_name, provider_type, provider_subtype, local_authority, region, constituency,
        dates.from_on, dates.to_on, outcome, kind_list[1] AS kind, array_to_string(kind_list, '; ') AS kinds,
        CASE outcome
            WHEN 'changed' THEN array_to_string(list_filter([
                CASE WHEN is_reason_new THEN after.reason END,
                -- The reason tells of the latest graded inspection already.
                array_to_string(list_transform(list_filter(inspections, lambda one:
                    NOT (is_reason_new AND one.is_scored AND one.inspected_on = after.inspected_on)),
                    lambda one: one.said), ' '),
                array_to_string(revised_said[:2], ' '),
                CASE WHEN len(revised_said) > 2 THEN 'And ' || (len(revised_said) - 2) || ' more of its results.' END,
                CASE WHEN is_revised AND revised_said IS NULL
                    THEN 'Revised by the publisher: what the releases say of its earlier inspections.' END,
                CASE WHEN is_time_alone THEN 'No new inspection: with time alone'
                    || CASE WHEN list_contains(flags_new, 'long since inspection')
                            THEN ', the last graded inspection is now over ' || in_force.long_since_years || ' years ago'
                        WHEN list_contains(flags_new, 'awaiting first inspection')
                            THEN ', the wait for a first inspection is now past its window'
                        WHEN before.label IN ('yo-yo', 'bounced once') OR list_has_any(flags_cleared, ['yo-yo', 'bounced once'])
                            THEN ', the move it rested on is now over ' || in_force.window_years || ' years ago'
                        ELSE '' END || '.' END,
                CASE WHEN list_contains(kind_list, 'suspended') THEN 'Its registration is suspended.' END,
                CASE WHEN list_contains(kind_list, 'suspension ended') THEN 'Its suspension has ended.' END,
                CASE WHEN is_newly_confirmed THEN 'Carries on URN ' || other_urn || ', a link confirmed since.' END,
                CASE WHEN is_newly_withheld THEN 'Its name is now withheld.' END
            ], lambda said: said <> ''), ' ')
            WHEN 'joined' THEN CASE
                    WHEN before.urn IS NULL THEN 'First seen in the release as at ' || strftime(first_seen_on, '%-d %B %Y')
                        || coalesce('; registered on ' || strftime(registered_on, '%-d %B %Y'), '') || '.'
                    WHEN before.label = 'left' THEN 'On the register again.'
                    ELSE 'Newly on the Early Years Register.' END
                || CASE WHEN other_urn IS NULL THEN ''
                    WHEN is_confirmed THEN ' Carries on URN ' || other_urn || ', a confirmed link.'
                    ELSE ' Likely the same setting as URN ' || other_urn || ' before.' END
                || CASE WHEN after.is_flagged THEN ' ' || after.reason ELSE '' END
            WHEN 'left' THEN CASE WHEN after.label = 'left' THEN after.reason
                    ELSE 'No longer on the Early Years Register; still registered otherwise.' END
                || CASE WHEN other_urn IS NULL THEN ''
                    WHEN is_confirmed THEN ' Carried on by URN ' || other_urn || ', a confirmed link.'
                    ELSE ' Likely carried on by URN ' || other_urn || '.' END
            WHEN 'not comparable' THEN 'No release after ' || strftime(dates.from_on, '%-d %B %Y') || ' and up to '
                || strftime(dates.to_on, '%-d %B %Y') || ' lists it.'
        END AS why,
        CASE WHEN outcome IN ('joined', 'left') OR is_newly_confirmed THEN other_urn END AS other_urn,
        before.label AS from_label, after.label AS to_label, before.tier AS from_tier, after.tier AS to_tier,
        array_to_string(before.flags, '; ') AS from_flags, array_to_string(after.flags, '; ') AS to_flags,
        before.words AS from_result, after.words AS to_result,
        before.inspected_on AS from_inspected_on, after.inspected_on AS to_inspected_on,
        before.band AS from_band, after.band AS to_band, before.is_provisional AS is_from_provisional,
        after.is_provisional AS is_to_provisional, before.status AS from_status, after.status AS to_status,
        dates.to_on AS as_at, build.notice, build.source
    FROM told
    CROSS JOIN dates
    CROSS JOIN served.mart.build AS build
    CROSS JOIN (
        SELECT any_value(value::INTEGER) FILTER (parameter = 'window_years') AS window_years,
            any_value(value::INTEGER) FILTER (parameter = 'long_since_years') AS long_since_years
        FROM served.mart.parameter
    ) AS in_force
    ORDER BY list_position(['changed', 'joined', 'left', 'unchanged', 'not comparable'], outcome), told.urn
)
SELECT * FROM final
