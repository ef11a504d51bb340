-- The settings that match the filters of a view; NULL means no filter. `place` is where a row lies: good for one statement.
SELECT listing.*, listing.rowid AS place
FROM served.mart.listing AS listing
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
    -- Every word of what was typed; of signs alone, which leave no word, nothing is found.
    AND ($find::VARCHAR IS NULL OR len(list_filter(string_split(nullif(search_key($find::VARCHAR), ''), ' '),
        lambda word: NOT contains(search_text, word))) = 0)
    AND (is_in_scope OR $anywhere)
