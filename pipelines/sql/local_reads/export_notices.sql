-- The local notices dataset: one row per notice that the feed lists. Key: urn, kind, category, detail and its first date.
SELECT notice.urn, local_label.provider_name, kind, category, detail, notice.status, intended_on, decided_on, started_on,
    ended_on, local_label.as_at
FROM served.staging.notice AS notice
JOIN served.mart.local_label AS local_label USING (urn)
ORDER BY notice.urn, given_on NULLS FIRST, kind
