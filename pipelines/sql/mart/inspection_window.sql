-- One row per setting in scope: between which dates its next inspection is estimated, and by which declared rule. Key:
-- urn. What counts is the latest visit of its own that Ofsted made on the Early Years Register, else its registration;
-- the first rule in order of position that fits it stands. An estimate: Ofsted decides when it inspects.
-- window_to is NULL where no rule fits. After a visit without a grade to a setting last judged below Good nothing is
-- estimated: whether a follow-up is still owed is not known.
WITH visit AS (
    SELECT urn, inspected_on, family,
        CASE
            WHEN is_scored THEN history.band
            WHEN family IN ('no children on roll', 'out-of-school') AND outcome = 'met'
                AND coalesce(latest.band = 'secure', true) THEN 'met'
            ELSE 'unknown'
        END AS after
    FROM mart.history
    LEFT JOIN (SELECT urn, band FROM mart.listing) AS latest USING (urn)
    WHERE from_urn IS NULL AND family <> 'childcare register'
    QUALIFY row_number() OVER (PARTITION BY urn ORDER BY inspected_on DESC, is_scored DESC, family DESC) = 1
),
counted AS (
    -- An inspection may have been held after the last release that lists the setting, so nothing is overdue by later.
    SELECT listing.urn, listing.local_authority, listing.provider_type, least($as_at, listing.last_seen_on) AS known_on,
        coalesce(visit.after, 'registration') AS after,
        coalesce(visit.inspected_on, listing.registered_on) AS counted_from,
        visit.inspected_on AS visited_on, visit.family AS visit_family
    FROM mart.listing AS listing
    LEFT JOIN visit USING (urn)
    WHERE listing.is_in_scope
),
fitting AS (
    SELECT urn, rule.rule, rule.words,
        (counted_from + to_months(rule.months_from::INTEGER))::DATE AS window_from,
        (counted_from + to_months(rule.months_to::INTEGER))::DATE AS window_to
    FROM counted
    JOIN declared_windows AS rule
        ON list_contains(string_split(rule.after, ' or '), counted.after)
        AND (coalesce(rule.provider_types, '') = '' OR rule.provider_types = counted.provider_type)
        AND counted_from >= coalesce(try_cast(rule.from_on AS DATE), '-infinity'::DATE)
        AND counted_from < coalesce(try_cast(rule.to_on AS DATE), 'infinity'::DATE)
        AND $as_at >= coalesce(try_cast(rule.as_at_from AS DATE), '-infinity'::DATE)
        AND $as_at < coalesce(try_cast(rule.as_at_to AS DATE), 'infinity'::DATE)
    QUALIFY row_number() OVER (PARTITION BY urn ORDER BY rule.position::INTEGER) = 1
),
final AS (
    SELECT urn, local_authority, window_from, window_to, rule, words, after, counted_from, visited_on, visit_family,
        window_to < known_on AS is_overdue,
        -- Over by now, but no release late enough lists the setting to say whether it was inspected.
        window_to >= known_on AND window_to < $as_at AS is_unknown,
        -- The answers of the filter that hold for it.
        CASE WHEN window_to < known_on THEN ['overdue'] WHEN window_to < $as_at THEN [] ELSE list_filter([
            CASE WHEN window_from <= $as_at + to_months(3) THEN 'within 3 months' END,
            CASE WHEN window_from <= $as_at + to_months(6) THEN 'within 6 months' END,
            CASE WHEN window_from <= $as_at + to_months(12) THEN 'within 12 months' END
        ], lambda answer: answer IS NOT NULL) END AS due,
        $as_at::DATE AS as_at
    FROM counted
    LEFT JOIN fitting USING (urn)
)
SELECT * FROM final ORDER BY urn
