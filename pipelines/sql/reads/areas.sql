-- Counts and shares by area of one kind, the whole and the regions beside them.
SELECT * FROM served.mart.area
WHERE area_kind = $kind OR area_kind IN ('all', 'region')
ORDER BY CASE area_kind WHEN 'all' THEN 1 WHEN 'region' THEN 2 ELSE 3 END, area
