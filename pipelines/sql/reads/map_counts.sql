-- Of the settings of a view: how many can be drawn on a map, and why the others cannot; and over what they spread: one
-- row. `chosen` is the view (matching.sql).
SELECT count(*) AS total, count(easting) AS placed,
    count(*) FILTER (postcode IS NULL AND is_name_withheld AND provider_type = 'Childminder') AS withheld_childminders,
    count(*) FILTER (postcode IS NULL AND is_name_withheld AND provider_type IS DISTINCT FROM 'Childminder')
        AS withheld_others,
    count(*) FILTER (postcode IS NULL AND NOT is_name_withheld) AS without_postcode,
    count(*) FILTER (postcode IS NOT NULL AND easting IS NULL) AS not_listed,
    min(easting) AS west, max(easting) AS east, min(northing) AS south, max(northing) AS north
FROM chosen
