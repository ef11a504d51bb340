-- Counts and shares by area of one kind, the whole and the regions beside them, and where one measure stands in the
-- funnel. `now_*` is the newest release date that lists the area and `before_*` the one before; `is_current`, whether
-- `now_on` is the newest of all; `is_comparable`, whether the two can be compared. `known_on` is the date most of its
-- settings (`known_settings`) are known as at; `is_same_date`, whether nearly all of them are known as at that of the
-- whole: no verdict (`stands`) without.
WITH counted AS (
    SELECT area_kind, area, as_at, run, settings,
        CASE $measure WHEN 'watch' THEN watch WHEN 'flagged' THEN intensive + targeted + watch
            ELSE intensive + targeted END AS count
    FROM served.mart.area_trend
    WHERE run IS NOT NULL
),
moved AS (
    SELECT area_kind, area, as_at AS now_on, count AS now_count, settings AS now_settings,
        lag(as_at) OVER ordered AS before_on, lag(count) OVER ordered AS before_count,
        lag(settings) OVER ordered AS before_settings, lag(run) OVER ordered IS NOT DISTINCT FROM run AS is_comparable
    FROM counted
    WINDOW ordered AS (PARTITION BY area_kind, area ORDER BY as_at)
    QUALIFY row_number() OVER (PARTITION BY area_kind, area ORDER BY as_at DESC) = 1
),
seen AS (
    SELECT least(listing.last_seen_on, build.as_at) AS known_on, unnest([
        {'area_kind': 'all', 'place': NULL},
        {'area_kind': 'region', 'place': region},
        {'area_kind': 'local authority', 'place': local_authority},
        {'area_kind': 'constituency', 'place': coalesce(constituency, 'Not recorded')}
    ], recursive := true)
    FROM served.mart.listing AS listing
    CROSS JOIN served.mart.build AS build
    WHERE is_in_scope
),
dated AS (
    SELECT area_kind, place, known_on, count(*) AS known_settings
    FROM seen
    GROUP BY ALL
),
main AS (
    SELECT known_on
    FROM dated
    WHERE area_kind = 'all'
    ORDER BY known_settings DESC, known_on DESC
    LIMIT 1
),
known AS (
    SELECT dated.area_kind, dated.place, arg_max(dated.known_on, (known_settings, dated.known_on)) AS known_on,
        max(known_settings) AS known_settings,
        dated.area_kind = 'all' OR coalesce(sum(known_settings) FILTER (dated.known_on = main.known_on), 0)
            >= (SELECT value FROM served.mart.parameter WHERE parameter = 'trend_listed_share') * sum(known_settings)
            AS is_same_date
    FROM dated
    CROSS JOIN main
    GROUP BY dated.area_kind, dated.place
)
SELECT area.*, rate.measure, rate.count, rate.share, rate.low_95, rate.high_95, rate.low_998, rate.high_998,
    CASE WHEN known.is_same_date THEN rate.stands END AS stands, rate.is_few, known.known_on, known.known_settings,
    known.is_same_date, moved.now_count, moved.now_settings, moved.before_on, moved.before_count, moved.before_settings,
    coalesce(moved.is_comparable, false) AS is_comparable,
    coalesce(moved.now_on = (SELECT max(as_at) FROM served.mart.moment WHERE release_count > 0), false) AS is_current
FROM served.mart.area AS area
JOIN served.mart.area_rate AS rate ON rate.area_kind = area.area_kind AND rate.area = area.area
JOIN known ON known.area_kind = area.area_kind AND (area.area_kind = 'all' OR known.place = area.area)
LEFT JOIN moved ON moved.area_kind = area.area_kind AND moved.area = area.area
WHERE rate.measure = $measure AND (area.area_kind = $kind OR area.area_kind IN ('all', 'region'))
ORDER BY CASE area.area_kind WHEN 'all' THEN 1 WHEN $kind THEN 3 ELSE 2 END, area.area
