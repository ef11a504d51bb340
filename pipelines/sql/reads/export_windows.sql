-- The windows dataset: one row per setting in scope whose next inspection can be estimated. Key: urn.
SELECT urn, inspection_window.local_authority, window_from, window_to, rule, words AS rule_words, after AS counted_after,
    counted_from, is_overdue, is_unknown, inspection_window.as_at, build.notice, build.source
FROM served.mart.inspection_window AS inspection_window
CROSS JOIN served.mart.build AS build
WHERE window_to IS NOT NULL
    AND ($local_authorities::VARCHAR[] IS NULL OR list_contains($local_authorities::VARCHAR[], local_authority))
ORDER BY inspection_window.local_authority, urn
