-- The providers of the authorities, of the regions and of the constituencies add up to the whole.
SELECT area_kind, sum(settings) AS settings
FROM mart.area
GROUP BY area_kind
HAVING sum(settings) <> (SELECT settings FROM mart.area WHERE area_kind = 'all')
    OR sum(intensive + targeted + watch + universal) <> sum(settings)
