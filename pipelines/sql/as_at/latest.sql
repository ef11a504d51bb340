-- One row per provider with a scored inspection: what the latest one said, as at each date asked. Key: urn, as_at.
WITH last_scored AS (
    SELECT *,
        list_filter([education, behaviour, development, leadership], lambda area: grade_rank(area) IS NOT NULL)
            AS four_point_areas
    FROM history
    WHERE is_scored
    QUALIFY position = max(position) OVER (PARTITION BY urn, as_at)
),
final AS (
    SELECT
        urn, as_at, family, inspected_on, position AS scored_count, band, scale, words, result_words,
        CASE WHEN scale = 'four-point' THEN result_words END AS grade,
        -- The worst area of a card; on the four-point scale the worst of the overall grade and the areas beside it.
        CASE
            WHEN scale = 'report card'
                THEN sentence(list_filter(area_results, lambda area: card_rank(area) = worst_rank)[1])
            WHEN list_max(list_transform(four_point_areas, lambda area: grade_rank(area))) > worst_rank
                THEN replace(sentence(list_filter(four_point_areas, lambda area: grade_rank(area)
                    = list_max(list_transform(four_point_areas, lambda other: grade_rank(other))))[1]),
                    'Requires improvement',
                    CASE WHEN inspected_on < DATE '2013-11-04' THEN 'Satisfactory' ELSE 'Requires improvement' END)
            ELSE result_words
        END AS weakest_grade,
        CASE WHEN scale = 'report card' THEN areas_below
            ELSE len(list_filter(four_point_areas, lambda area: grade_rank(area) >= 3)) END AS areas_below,
        CASE WHEN scale = 'report card' THEN areas_judged ELSE len(four_point_areas) END AS areas_judged,
        CASE WHEN safeguarding IN ('yes', 'no', 'met', 'not met') THEN sentence(safeguarding) END AS safeguarding,
        CASE
            -- A power that follows from the registration's own result, never from one carried over.
            WHEN from_urn IS NOT NULL THEN NULL
            WHEN scale = 'four-point' AND band = 'serious' THEN 'all places'
            WHEN scale = 'four-point' AND band = 'below' THEN 'disadvantaged two-year-olds'
            WHEN safeguarding = 'not met' OR governance = 'urgent improvement' THEN 'all places'
            WHEN governance = 'needs attention' THEN 'disadvantaged two-year-olds'
        END AS may_affect_funded_places
    FROM last_scored
)
SELECT * FROM final
