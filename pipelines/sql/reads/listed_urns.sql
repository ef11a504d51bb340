-- These providers as listed, in order of support priority, each with the estimate of its next inspection.
SELECT listing.*, inspection_window.window_from, inspection_window.window_to, inspection_window.is_overdue, inspection_window.is_unknown
FROM served.mart.listing AS listing
LEFT JOIN served.mart.inspection_window AS inspection_window USING (urn)
WHERE urn IN (SELECT unnest($urns::VARCHAR[]))
ORDER BY tier_order NULLS LAST, label_order, volatility DESC NULLS LAST, decline DESC NULLS LAST, urn
