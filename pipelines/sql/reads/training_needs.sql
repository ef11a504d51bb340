-- What the latest inspections of the flagged settings of some areas said: one row per setting, inspection and judged
-- area, and one without an area for what an inspection left unjudged. The latest are the last scored inspection and,
-- for each other kind of visit, the newest that is not older. NULL means no filter. Which result is weak: training.py.
WITH flagged AS (
    SELECT urn, provider_name, provider_type, local_authority, label, tier, label_order, tier_order
    FROM served.mart.listing
    WHERE is_in_scope AND list_contains($tiers::VARCHAR[], tier)
        AND ($local_authority::VARCHAR[] IS NULL OR list_contains($local_authority::VARCHAR[], local_authority))
        AND ($region::VARCHAR[] IS NULL OR list_contains($region::VARCHAR[], region))
        AND ($constituency::VARCHAR[] IS NULL OR list_contains($constituency::VARCHAR[], constituency))
),
latest AS (
    SELECT history.urn, coalesce(history.from_urn, history.urn) AS made_of, history.family, history.inspected_on,
        history.position, history.outcome, history.words
    FROM served.mart.history AS history
    JOIN flagged USING (urn)
    QUALIFY coalesce(
            history.inspected_on >= max(history.inspected_on) FILTER (WHERE history.is_scored)
                OVER (PARTITION BY history.urn), true)
        AND row_number() OVER (
            PARTITION BY history.urn, history.family
            ORDER BY history.inspected_on DESC, history.position DESC NULLS FIRST) = 1
)
SELECT flagged.urn, provider_name, provider_type, local_authority, label, tier, latest.family, latest.inspected_on,
    latest.outcome, latest.words, judgement.area, judgement.result
FROM flagged
LEFT JOIN latest ON latest.urn = flagged.urn
LEFT JOIN served.staging.judgement AS judgement
    ON judgement.urn = latest.made_of AND judgement.family = latest.family
    AND judgement.inspected_on = latest.inspected_on
ORDER BY tier_order, label_order, local_authority, flagged.urn, latest.inspected_on DESC,
    latest.position, latest.family, judgement.area
