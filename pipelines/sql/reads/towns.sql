-- Towns to find one's way by on a map: what settings of a view print as the end of their address, at the middle of all
-- that do, of the view or not. Half of those, five at least in all, lie within 5.5 km of it each way, as London's do;
-- settings that print a county lie further apart. `chosen` is the view (matching.sql).
-- Key: town, in capitals, in its commonest spelling. Those most settings of the view print come first.
SELECT mode(printed ORDER BY printed) AS town, round(median(easting))::INTEGER AS easting,
    round(median(northing))::INTEGER AS northing, count(*) FILTER (is_chosen) AS settings
FROM (
    SELECT upper(replace(trim(split_part(address, ',', -1)), '.', '')) AS printed, easting, northing,
        urn IN (SELECT urn FROM chosen) AS is_chosen
    FROM served.mart.listing
    WHERE easting IS NOT NULL AND address IS NOT NULL
)
WHERE regexp_full_match(printed, '[A-Z][A-Z ''-]{2,}')
GROUP BY replace(replace(printed, '-', ' '), '''', '')
HAVING settings > 0 AND count(*) >= 5 AND greatest(mad(easting), mad(northing)) <= 5500
ORDER BY settings DESC, town
