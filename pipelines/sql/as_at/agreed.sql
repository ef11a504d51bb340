-- One row per inspection of which all that is known was printed at first and never otherwise since: this stands as at any
-- date from its first release on. Key: urn, family, inspected_on. All but a few are such; the others are reconciled as
-- at each date.
WITH several AS (
    -- Most are said in one way only: there is nothing to compare.
    SELECT urn, family, inspected_on
    FROM staging.alike
    GROUP BY ALL
    HAVING count(*) > 1
),
printed AS (
    SELECT *, first_release_id = min(first_release_id) OVER (PARTITION BY urn, family, inspected_on) AS is_first
    FROM staging.alike
    SEMI JOIN several USING (urn, family, inspected_on)
    ANTI JOIN doubtful USING (urn, family)
),
final AS (
    SELECT urn, family, inspected_on, first_release_id, inspection_number, grade, outcome, safeguarding, education,
        behaviour, development, leadership, inclusion, curriculum, achievement, routines, welfare, governance
    FROM staging.alike
    ANTI JOIN several USING (urn, family, inspected_on)
    ANTI JOIN doubtful USING (urn, family)
    UNION ALL
    SELECT urn, family, inspected_on, min(first_release_id) AS first_release_id,
        max(inspection_number) AS inspection_number,
        max(grade) AS grade,
        max(outcome) AS outcome,
        max(safeguarding) AS safeguarding,
        max(education) AS education,
        max(behaviour) AS behaviour,
        max(development) AS development,
        max(leadership) AS leadership,
        max(inclusion) AS inclusion,
        max(curriculum) AS curriculum,
        max(achievement) AS achievement,
        max(routines) AS routines,
        max(welfare) AS welfare,
        max(governance) AS governance
    FROM printed
    GROUP BY urn, family, inspected_on
    HAVING (max(inspection_number) IS NULL OR min(inspection_number) = max(inspection_number) AND max(inspection_number) FILTER (is_first) IS NOT NULL)
        AND (max(grade) IS NULL OR min(grade) = max(grade) AND max(grade) FILTER (is_first) IS NOT NULL)
        AND (max(outcome) IS NULL OR min(outcome) = max(outcome) AND max(outcome) FILTER (is_first) IS NOT NULL)
        AND (max(safeguarding) IS NULL OR min(safeguarding) = max(safeguarding) AND max(safeguarding) FILTER (is_first) IS NOT NULL)
        AND (max(education) IS NULL OR min(education) = max(education) AND max(education) FILTER (is_first) IS NOT NULL)
        AND (max(behaviour) IS NULL OR min(behaviour) = max(behaviour) AND max(behaviour) FILTER (is_first) IS NOT NULL)
        AND (max(development) IS NULL OR min(development) = max(development) AND max(development) FILTER (is_first) IS NOT NULL)
        AND (max(leadership) IS NULL OR min(leadership) = max(leadership) AND max(leadership) FILTER (is_first) IS NOT NULL)
        AND (max(inclusion) IS NULL OR min(inclusion) = max(inclusion) AND max(inclusion) FILTER (is_first) IS NOT NULL)
        AND (max(curriculum) IS NULL OR min(curriculum) = max(curriculum) AND max(curriculum) FILTER (is_first) IS NOT NULL)
        AND (max(achievement) IS NULL OR min(achievement) = max(achievement) AND max(achievement) FILTER (is_first) IS NOT NULL)
        AND (max(routines) IS NULL OR min(routines) = max(routines) AND max(routines) FILTER (is_first) IS NOT NULL)
        AND (max(welfare) IS NULL OR min(welfare) = max(welfare) AND max(welfare) FILTER (is_first) IS NOT NULL)
        AND (max(governance) IS NULL OR min(governance) = max(governance) AND max(governance) FILTER (is_first) IS NOT NULL)
)
SELECT * FROM final
