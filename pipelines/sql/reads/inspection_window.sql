-- When one setting in scope is likely to be inspected next, an estimate. Where there is none, window_to is null, and the
-- visit that counts (chosen as sql/mart/inspection_window.sql does) and the latest grade say why.
SELECT coming.*, visit.inspected_on AS visited_on, visit.family, visit.outcome, visit.words AS visit_words,
    listing.grade, listing.inspected_on AS graded_on
FROM served.mart.listing AS listing
LEFT JOIN served.mart.inspection_window AS coming USING (urn)
LEFT JOIN (
    SELECT urn, inspected_on, family, outcome, words
    FROM served.mart.history
    WHERE urn = $urn AND from_urn IS NULL AND family <> 'childcare register'
    ORDER BY inspected_on DESC, is_scored DESC, family DESC
    LIMIT 1
) AS visit USING (urn)
WHERE urn = $urn AND is_in_scope
