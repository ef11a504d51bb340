-- The limits of the funnel of one kind of area and one measure, by number of settings.
SELECT settings, pooled_share, low_95, high_95, low_998, high_998
FROM served.mart.funnel
WHERE area_kind = $kind AND measure = $measure
ORDER BY settings
