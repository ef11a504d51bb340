-- The settings of a view that can be drawn, counted in squares of $metres. `chosen` is the view (matching.sql).
-- Key: easting, northing: the middle of a square.
SELECT (easting // $metres * $metres + $metres // 2)::INTEGER AS easting,
    (northing // $metres * $metres + $metres // 2)::INTEGER AS northing, count(*) AS settings
FROM chosen
WHERE easting IS NOT NULL
GROUP BY ALL
ORDER BY ALL
