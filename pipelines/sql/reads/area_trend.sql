-- One measure of some areas at each release date that lists them, oldest first.
SELECT area_kind, area, as_at, run, settings, has_room,
    CASE $measure WHEN 'watch' THEN watch WHEN 'flagged' THEN intensive + targeted + watch
        ELSE intensive + targeted END AS count
FROM served.mart.area_trend
WHERE run IS NOT NULL AND (area_kind = 'all' OR (area_kind = $kind AND area = $area))
ORDER BY area_kind, as_at
