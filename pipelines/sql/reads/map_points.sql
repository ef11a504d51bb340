-- Every setting of a view that can be drawn, with what its mark tells. `chosen` is the view (matching.sql).
-- Key: urn.
SELECT urn, provider_name, is_name_withheld, provider_type, local_authority, easting, northing, tier, tier_order, label,
    flags, may_affect_funded_places, band,
    coalesce(marks[-1].is_provisional, false) AS is_provisional, history
FROM chosen
WHERE easting IS NOT NULL
