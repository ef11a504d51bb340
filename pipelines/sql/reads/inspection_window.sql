-- When one setting in scope is likely to be inspected next, an estimate. Where there is none, window_to is null, and the
-- visit that counts and the latest grade say why.
SELECT coming.*, visit.outcome, visit.words AS visit_words, listing.grade, listing.inspected_on AS graded_on
FROM served.mart.inspection_window AS coming
JOIN served.mart.listing AS listing USING (urn)
LEFT JOIN served.mart.history AS visit
    ON visit.urn = coming.urn AND visit.family = coming.visit_family AND visit.inspected_on = coming.visited_on
WHERE coming.urn = $urn
