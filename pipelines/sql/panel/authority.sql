-- What there is to choose from in each of some authorities: one row per authority with settings on the Early Years
-- Register, how many are below Good, and the settings in the band Secure (none whose registration is suspended) with their
-- registered places, how many of them publish no number of places, and those without a grid reference.
SELECT local_authority, count(*) AS settings, count(*) FILTER (band IN ('below', 'serious')) AS below_settings,
    count(*) FILTER (band IS NULL) AS ungraded_settings,
    count(*) FILTER (band = 'secure' AND status = 'suspended') AS suspended_settings,
    count(*) FILTER (band = 'secure' AND status IS DISTINCT FROM 'suspended') AS secure_settings,
    coalesce(sum(places) FILTER (band = 'secure' AND status IS DISTINCT FROM 'suspended'), 0)::BIGINT AS secure_places,
    count(*) FILTER (band = 'secure' AND status IS DISTINCT FROM 'suspended' AND places IS NULL) AS secure_unknown,
    count(*) FILTER (band = 'secure' AND status IS DISTINCT FROM 'suspended' AND easting IS NULL) AS unplaced_settings,
    coalesce(sum(places) FILTER (band = 'secure' AND status IS DISTINCT FROM 'suspended' AND easting IS NULL), 0)::BIGINT
        AS unplaced_places,
    count(*) FILTER (last_seen_on < newest_on) AS older_settings,
    min(last_seen_on) FILTER (last_seen_on < newest_on) AS older_on
FROM served.mart.listing
CROSS JOIN (SELECT newest_on FROM served.mart.build)
WHERE is_in_scope AND list_contains($local_authorities::VARCHAR[], local_authority)
GROUP BY local_authority
ORDER BY local_authority
