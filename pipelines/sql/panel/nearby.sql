-- Sufficiency: one row per setting of some authorities that is below Good now, with how many settings in the band Secure
-- lie within $near_miles and $wide_miles of it, and their registered places. Key: urn.
-- Straight lines between the grid references of mart.listing (metres), across authorities; never itself. Only settings on
-- the Early Years Register count, and none whose registration is suspended. Where either has no grid reference there is no
-- distance, so there are at least as many; for a setting without one the counts are NULL. Places are NULL where not published.
WITH below AS (
    SELECT *
    FROM served.mart.listing
    WHERE is_in_scope AND band IN ('below', 'serious')
        AND list_contains($local_authorities::VARCHAR[], local_authority)
),
secure AS (
    SELECT urn, easting, northing, places
    FROM served.mart.listing
    WHERE is_in_scope AND band = 'secure' AND status IS DISTINCT FROM 'suspended' AND easting IS NOT NULL
),
apart AS (
    SELECT below.urn, secure.places,
        sqrt((secure.easting - below.easting) ** 2 + (secure.northing - below.northing) ** 2) / 1609.344 AS miles
    FROM below
    JOIN secure
        ON secure.easting BETWEEN below.easting - $wide_miles * 1609.344 AND below.easting + $wide_miles * 1609.344
        AND secure.northing BETWEEN below.northing - $wide_miles * 1609.344 AND below.northing + $wide_miles * 1609.344
        AND secure.urn <> below.urn
),
counted AS (
    SELECT urn,
        count(*) FILTER (miles <= $near_miles) AS near_settings,
        sum(places) FILTER (miles <= $near_miles) AS near_places,
        count(*) FILTER (miles <= $near_miles AND places IS NULL) AS near_unknown,
        count(*) FILTER (miles <= $wide_miles) AS wide_settings,
        sum(places) FILTER (miles <= $wide_miles) AS wide_places,
        count(*) FILTER (miles <= $wide_miles AND places IS NULL) AS wide_unknown
    FROM apart
    GROUP BY urn
),
final AS (
    SELECT below.*, below.easting IS NOT NULL AS is_placed,
        CASE WHEN below.easting IS NOT NULL THEN coalesce(near_settings, 0) END AS near_settings,
        CASE WHEN below.easting IS NOT NULL THEN coalesce(near_places, 0)::BIGINT END AS near_places,
        CASE WHEN below.easting IS NOT NULL THEN coalesce(near_unknown, 0) END AS near_unknown,
        CASE WHEN below.easting IS NOT NULL THEN coalesce(wide_settings, 0) END AS wide_settings,
        CASE WHEN below.easting IS NOT NULL THEN coalesce(wide_places, 0)::BIGINT END AS wide_places,
        CASE WHEN below.easting IS NOT NULL THEN coalesce(wide_unknown, 0) END AS wide_unknown
    FROM below
    LEFT JOIN counted USING (urn)
)
SELECT * FROM final
ORDER BY tier_order, label_order, local_authority, lower(provider_name) NULLS LAST, urn
