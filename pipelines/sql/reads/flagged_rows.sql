-- The settings that match the filters, in the order asked for, each with the estimate of its next inspection; NULL
-- means no filter.
SELECT listing.*, coalesce(marks[-1].is_provisional, false) AS is_provisional, coming.window_from, coming.window_to, coming.is_overdue, coming.is_unknown
FROM served.mart.listing AS listing
LEFT JOIN (SELECT urn, window_from, window_to, is_overdue, is_unknown FROM served.mart.inspection_window) AS coming
    USING (urn)
WHERE ($local_authority::VARCHAR[] IS NULL OR list_contains($local_authority::VARCHAR[], local_authority))
    AND ($region::VARCHAR[] IS NULL OR list_contains($region::VARCHAR[], region))
    AND ($constituency::VARCHAR[] IS NULL OR list_contains($constituency::VARCHAR[], constituency))
    AND ($provider_type::VARCHAR[] IS NULL OR list_contains($provider_type::VARCHAR[], provider_type))
    AND ($provider_subtype::VARCHAR[] IS NULL OR list_contains($provider_subtype::VARCHAR[], provider_subtype))
    AND ($deprivation_band::VARCHAR[] IS NULL OR list_contains($deprivation_band::VARCHAR[], deprivation_band))
    AND ($evidence::VARCHAR[] IS NULL OR list_contains($evidence::VARCHAR[], coalesce(evidence, 'not scored')))
    AND ($registers::VARCHAR[] IS NULL OR list_contains($registers::VARCHAR[], registers))
    AND ($tier::VARCHAR[] IS NULL OR list_contains($tier::VARCHAR[], tier))
    AND ($flag::VARCHAR[] IS NULL OR list_contains($flag::VARCHAR[], label)
        OR list_has_any($flag::VARCHAR[], flags)
        OR (may_affect_funded_places IS NOT NULL AND list_contains($flag::VARCHAR[], 'may affect funded places')))
    AND ($window::VARCHAR[] IS NULL OR urn IN (
        SELECT urn FROM served.mart.inspection_window WHERE list_has_any($window::VARCHAR[], due)))
    AND ($urns::VARCHAR[] IS NULL OR urn IN (SELECT unnest($urns::VARCHAR[])))
    AND (easting IS NOT NULL OR NOT $is_placed)
    AND ($find::VARCHAR IS NULL
        OR len(list_filter(string_split(lower($find::VARCHAR), ' '), lambda word: NOT contains(search_text, word))) = 0)
    AND (is_in_scope OR $anywhere)
ORDER BY
    CASE WHEN $order = 'volatility' THEN volatility END DESC NULLS LAST,
    CASE WHEN $order = 'decline' THEN decline END DESC NULLS LAST,
    CASE WHEN $order = 'inspected' THEN inspected_on END DESC NULLS LAST,
    CASE WHEN $order = 'name' THEN lower(provider_name) END NULLS LAST,
    tier_order NULLS LAST, label_order, volatility DESC NULLS LAST, decline DESC NULLS LAST, urn
