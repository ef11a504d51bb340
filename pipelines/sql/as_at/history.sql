-- One row per inspection dated up to each date asked, with what counts, its band and its words.
-- Key: urn, as_at, family, inspected_on. `position` numbers the scored inspections of a provider from 1.
-- A confirmed link carries the earlier registration's inspections, dated before the first of the new one, into the
-- new one's history; `from_urn` says whose they were. Links join end to end.
WITH begun AS (
    -- What is carried over must be dated before the first inspection of each registration on the way.
    SELECT chain.urn, first_own.as_at, chain.earlier_urn, min(first_own.inspected_on) AS before_on
    FROM chain
    JOIN (
        SELECT urn, as_at, made_of, min(inspected_on) AS inspected_on
        FROM reconciled
        WHERE urn IN (SELECT urn FROM chain)
        GROUP BY ALL
    ) AS first_own ON first_own.urn = chain.urn AND list_contains(chain.through, first_own.made_of)
    GROUP BY ALL
),
dated AS (
    SELECT reconciled.*, nullif(made_of, urn) AS from_urn,
        list_filter([inclusion, curriculum, achievement, routines, welfare, governance],
            lambda area: area IS NULL OR area <> 'does not apply') AS areas
    FROM reconciled
    WHERE inspected_on <= as_at AND (made_of = urn OR NOT EXISTS (
        SELECT 1
        FROM begun
        WHERE begun.urn = reconciled.urn AND begun.as_at = reconciled.as_at AND begun.earlier_urn = reconciled.made_of
            AND begun.before_on <= reconciled.inspected_on
    ))
),
ranked AS (
    SELECT *,
        CASE family
            WHEN 'four-point' THEN grade_rank(grade)
            WHEN 'report card' THEN list_max(list_transform(areas, lambda area: card_rank(area)))
        END AS worst_rank,
        len(list_filter(areas, lambda area: card_rank(area) >= 4)) AS areas_below,
        len(areas) AS areas_judged,
        len(areas) > 0 AND len(list_filter(areas, lambda area: card_rank(area) IS NULL)) = 0
            AND coalesce(safeguarding IN ('met', 'not met'), false) AS is_complete
    FROM dated
),
judged AS (
    SELECT *,
        CASE
            WHEN family NOT IN ('four-point', 'report card') THEN family || ': never scored'
            WHEN family = 'four-point' AND grade IS NULL THEN 'no grade given'
            WHEN family = 'four-point' AND worst_rank IS NULL THEN 'not a grade: ' || grade
            WHEN family = 'four-point' AND inspected_on < DATE '2008-09-01' THEN 'before 1 September 2008'
            WHEN family = 'report card' AND NOT is_complete THEN 'report card incomplete'
            WHEN family = 'report card' AND inspected_on < DATE '2025-11-10' THEN 'before report cards began'
        END AS unscored_reason,
        family = 'four-point' AND grade = 'requires improvement' AND inspected_on < DATE '2013-11-04' AS is_satisfactory
    FROM ranked
),
worded AS (
    SELECT *,
        unscored_reason IS NULL AS is_scored,
        CASE
            WHEN unscored_reason IS NOT NULL THEN NULL
            WHEN family = 'four-point' THEN CASE WHEN worst_rank <= 2 THEN 'secure' WHEN worst_rank = 3 THEN 'below' ELSE 'serious' END
            WHEN safeguarding = 'not met' OR worst_rank = 5 THEN 'serious'
            WHEN worst_rank = 4 THEN 'below'
            ELSE 'secure'
        END AS band,
        CASE
            WHEN family = 'four-point' AND is_satisfactory THEN 'Satisfactory'
            WHEN family = 'four-point' THEN coalesce(sentence(grade), 'No grade given')
            WHEN family = 'report card' AND NOT is_complete THEN 'incomplete'
            WHEN family = 'report card' THEN card_words(areas_judged, areas_below,
                len(list_filter(areas, lambda area: card_rank(area) = 5)), safeguarding)
            ELSE coalesce(outcome, 'no outcome given')
        END AS result_words
    FROM judged
),
numbered AS (
    -- Apart from the rows themselves, which are long.
    SELECT urn, as_at, family, inspected_on, made_of,
        row_number() OVER (PARTITION BY urn, as_at ORDER BY inspected_on, family = 'report card') AS position
    FROM worded
    WHERE is_scored
),
final AS (
    SELECT
        urn, as_at, position, family, inspected_on, from_urn, inspection_number, is_scored, unscored_reason,
        CASE WHEN family IN ('four-point', 'report card') THEN family END AS scale,
        grade, band, worst_rank, is_satisfactory,
        CASE WHEN family = 'report card' THEN areas_below END AS areas_below,
        CASE WHEN family = 'report card' THEN areas_judged END AS areas_judged,
        safeguarding, outcome,
        education, behaviour, development, leadership,
        inclusion, curriculum, achievement, routines, welfare, governance,
        result_words,
        CASE WHEN family = 'four-point' THEN result_words ELSE sentence(family) || ': ' || result_words END AS words,
        CASE WHEN family = 'four-point' THEN result_words || ' ' || year(inspected_on)
            ELSE sentence(family) || ' ' || year(inspected_on) || ': ' || result_words END
            || CASE WHEN from_urn IS NULL THEN '' ELSE ' (earlier registration)' END AS words_in_history,
        first_release_id, is_date_revised,
        CASE WHEN family = 'report card' THEN [inclusion, curriculum, achievement, routines, welfare, governance]
            END AS area_results
    FROM worded
    LEFT JOIN numbered USING (urn, as_at, family, inspected_on, made_of)
)
SELECT * FROM final
