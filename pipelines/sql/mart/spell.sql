-- One row per stretch of release dates over which a provider's label, and what it rests on, stayed the same.
-- Key: urn, from_on. `until_on` is the last release date at which it holds. Scores are as at that date; from weights,
-- moves and declines they follow for any other date of the stretch, because every weight fades alike.
WITH told AS (
    SELECT standing.urn, standing.from_on, standing.as_at AS until_on, standing.is_in_scope, standing.status,
        label.label, label.tier, label.flags,
        CASE WHEN standing.is_in_scope THEN latest.may_affect_funded_places END AS may_affect_funded_places,
        latest.band, latest.scale, latest.grade, latest.words, latest.inspected_on,
        coalesce(score.is_last_provisional, false) OR coalesce(latest.grade = 'Satisfactory', false) AS is_provisional,
        coalesce(latest.scored_count, 0) AS scored_count, score.evidence, reason.reason,
        score.volatility, score.decline, score.weights, score.moves, score.declines,
        score.steps
    FROM standing
    JOIN label USING (urn, as_at)
    LEFT JOIN latest USING (urn, as_at)
    LEFT JOIN score USING (urn, as_at)
    LEFT JOIN reason USING (urn, as_at)
),
marked AS (
    SELECT urn, from_on, until_on, said IS DISTINCT FROM lag(said) OVER ordered AS is_new
    FROM (
        SELECT urn, from_on, until_on, hash(status, label, tier, flags, may_affect_funded_places, words, inspected_on,
            scored_count, reason, steps) AS said
        FROM told
    )
    WINDOW ordered AS (PARTITION BY urn ORDER BY from_on)
),
numbered AS (
    SELECT *, count(*) FILTER (is_new) OVER (PARTITION BY urn ORDER BY from_on) AS number
    FROM marked
),
stretch AS (
    SELECT urn, min(from_on) AS from_on, max(until_on) AS until_on
    FROM numbered
    GROUP BY urn, number
),
final AS (
    -- Stretches that turned out alike are one, with the scores of the last.
    SELECT told.* EXCLUDE (steps) REPLACE (stretch.from_on AS from_on)
    FROM told
    JOIN stretch USING (urn, until_on)
)
SELECT * FROM final ORDER BY urn, from_on
