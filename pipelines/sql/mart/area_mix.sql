-- One row per area and tier, provider type or deprivation band that occurs in it: how many settings, and their places.
-- Key: area_kind, area, dimension, value. Settings in scope only; `share` is over all settings of the area.
WITH counted AS (
    SELECT area_kind, area,
        CASE WHEN grouping(tier) = 0 THEN 'tier' WHEN grouping(provider_type) = 0 THEN 'provider type'
            ELSE 'deprivation band' END AS dimension,
        coalesce(tier, provider_type, deprivation_band, 'Not recorded') AS value,
        count(*) AS settings, coalesce(sum(places), 0)::BIGINT AS places, count(*) - count(places) AS places_not_known
    FROM mart.listing
    JOIN placed USING (urn)
    WHERE is_in_scope
    GROUP BY GROUPING SETS ((area_kind, area, tier), (area_kind, area, provider_type), (area_kind, area, deprivation_band))
),
final AS (
    SELECT counted.area_kind, counted.area, dimension, value, counted.settings, counted.settings / area.settings AS share,
        counted.places, places_not_known,
        coalesce(tier.position::INTEGER, band.position::INTEGER, declared_provider_types.line, 99)::INTEGER AS place, area.as_at
    FROM counted
    JOIN mart.area AS area ON area.area_kind = counted.area_kind AND area.area = counted.area
    LEFT JOIN declared_tiers AS tier ON counted.dimension = 'tier' AND tier.tier = counted.value
    LEFT JOIN declared_deprivation_bands AS band
        ON counted.dimension = 'deprivation band' AND band.deprivation_band = counted.value
    LEFT JOIN declared_provider_types
        ON counted.dimension = 'provider type' AND declared_provider_types.provider_type = counted.value
)
SELECT * FROM final ORDER BY area_kind, area, dimension, place, value
