-- How many settings of a view (`chosen`, matching.sql) are alike in tier, in all they are flagged with (`held`: label,
-- flags, a power over funded places), in whether a pattern could be seen of them and in whether releases of 2020 to 2023
-- could help where it cannot; how many of them are known at an
-- older date only, the first and the last such date.
SELECT tier, can_show_pattern, can_be_lengthened, n, older, older_from, older_to,
    list_distinct(list_append(flags, label) || CASE WHEN may_affect THEN ['may affect funded places'] ELSE [] END) AS held
FROM (
    SELECT tier, label, flags, may_affect_funded_places IS NOT NULL AS may_affect, can_show_pattern, can_be_lengthened, count(*) AS n,
        count(*) FILTER (last_seen_on < as_at) AS older,
        min(last_seen_on) FILTER (last_seen_on < as_at) AS older_from,
        max(last_seen_on) FILTER (last_seen_on < as_at) AS older_to
    FROM chosen
    GROUP BY ALL
)
