-- One row per provider: why it carries its label, naming dates and grades, as at each date asked. Key: urn, as_at.
-- `So far` is up to that date: what the releases up to then print, whatever later ones add.
WITH backwards AS (
    -- Told from for the few that fell.
    SELECT urn, as_at,
        list({'grade': result_words, 'year': year(inspected_on)::VARCHAR, 'band': band, 'scale': scale}
            ORDER BY position DESC) AS seen
    FROM history
    SEMI JOIN (FROM label WHERE below_run > 0 OR label.label = 'bounced once') AS label USING (urn, as_at)
    WHERE is_scored
    GROUP BY urn, as_at
),
previous AS (
    SELECT urn, as_at, position,
        said_in({'grade': result_words, 'year': year(inspected_on)::VARCHAR, 'scale': scale}) AS said
    FROM history
    WHERE is_scored
),
relapse AS (
    -- The latest fall that makes a yo-yo: what it fell to, and the grade it had come back to.
    SELECT urn, as_at, max_by({'said': to_words, 'from_said': from_words, 'day': long_date(to_on)}, position) AS fall
    FROM change
    WHERE is_counted_relapse
    GROUP BY urn, as_at
),
carried AS (
    -- Said of a label that rests on a confirmed link.
    SELECT urn, as_at, ' Counts inspections of the earlier registration ' || string_agg(DISTINCT from_urn, ' and ' ORDER BY from_urn)
        || ', a confirmed link.' AS said
    FROM history
    WHERE is_scored AND from_urn IS NOT NULL
    GROUP BY urn, as_at
),
told AS (
    SELECT label.urn, label.as_at, label.label, label.below_run, label.is_improving, provider.last_seen_on, provider.left_on, provider.status,
        relapse.fall, seen, latest.scored_count,
        CASE latest.scale
            WHEN 'four-point' THEN 'Judged ' || latest.result_words || ' on ' || long_date(latest.inspected_on)
            ELSE 'Report card of ' || long_date(latest.inspected_on) || ': ' || latest.result_words
        END AS now,
        previous.said AS before,
        -- How far back, past the present run below Good, the run below Good before it ends.
        label.below_run + list_position(list_transform(seen[label.below_run + 1:], lambda one: one.band <> 'secure'), true)
            AS dip_place,
        array_to_string(list_transform(list_reverse(seen[1:label.below_run]), lambda one: said_in(one)), ', then ')
            AS below_said
    FROM label AS label
    JOIN standing AS provider USING (urn, as_at)
    LEFT JOIN latest USING (urn, as_at)
    LEFT JOIN previous
        ON previous.urn = label.urn AND previous.as_at = label.as_at AND previous.position = latest.scored_count - 1
    LEFT JOIN backwards USING (urn, as_at)
    LEFT JOIN relapse USING (urn, as_at)
),
fallen AS (
    SELECT *,
        CASE
            WHEN scored_count = 1 THEN '. The only graded inspection seen so far.'
            WHEN below_run >= 2 THEN '. Below Good at its last ' || below_run || ' graded inspections: ' || below_said
                || coalesce(come_back, '') || CASE WHEN is_improving THEN '. The last step was up: improving.' ELSE '.' END
            ELSE coalesce(come_back, ', down from ' || before) || '.'
        END AS how
    FROM (
        SELECT *,
            CASE WHEN dip_place > below_run + 1 THEN ', having come back to ' || said_in(seen[dip_place - 1])
                || ' after ' || said_in(seen[dip_place]) END AS come_back
        FROM told
    ) AS traced
),
final AS (
    SELECT fallen.urn, fallen.as_at,
        CASE label
            WHEN 'left' THEN CASE
                WHEN left_on IS NOT NULL
                    THEN 'Left on ' || long_date(left_on) || ', by Ofsted''s list of providers that left. Last seen in the release as at '
                WHEN status = 'left' THEN 'Not in the newest release covering its authority. Last seen in the release as at '
                ELSE 'Listed as ' || status || ' in the release as at ' END || long_date(last_seen_on) || '.'
            WHEN 'out of scope' THEN 'Not on the Early Years Register, so not labelled.'
            WHEN 'serious concern' THEN now || how
            WHEN 'yo-yo' THEN CASE WHEN below_run > 0 THEN now || how
                ELSE now || '. Before that it fell to ' || fall.said || ', having come back to ' || fall.from_said || '.' END
            WHEN 'repeatedly below' THEN now || how
            WHEN 'declining' THEN now || how
            WHEN 'below' THEN now || how
            WHEN 'bounced once' THEN now || ', after ' || before || ' and '
                || said_in(list_filter(seen[2:], lambda one: one.band = 'secure')[1])
                || ' before that. Not yet confirmed by a second inspection at Good or better.'
            WHEN 'recovering' THEN now || ', up from ' || before || '.'
            WHEN 'not enough history' THEN CASE
                WHEN scored_count = 1 THEN now || '. The only graded inspection seen so far.'
                ELSE 'No graded inspection seen so far.' END
            WHEN 'steady' THEN now || '. The inspection before: ' || before || '.'
        END || CASE WHEN label IN ('left', 'out of scope') THEN '' ELSE coalesce(carried.said, '') END AS reason
    FROM fallen
    LEFT JOIN carried USING (urn, as_at)
)
SELECT * FROM final
