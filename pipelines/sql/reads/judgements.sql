-- What each inspection in one provider's history said, area by area, oldest first; those of a confirmed earlier
-- registration among them.
SELECT judgement.* REPLACE (history.urn AS urn)
FROM served.mart.history AS history
JOIN served.staging.judgement AS judgement
    ON judgement.urn = coalesce(history.from_urn, history.urn)
    AND judgement.family = history.family AND judgement.inspected_on = history.inspected_on
WHERE history.urn = $urn
ORDER BY judgement.inspected_on, judgement.family, judgement.area
