-- One row per area: providers in scope by tier, label and flag. Key: area_kind, area, region.
-- Every share is over `settings`, the providers in scope in that area.
WITH final AS (
    SELECT
        area_kind, area, any_value(area_region) AS region, $as_at::DATE AS as_at,
        count(*) AS settings,
        count(volatility) AS scored_settings,
        count(*) FILTER (scored_count = 0) AS never_graded,
        count(*) FILTER (tier = 'intensive') AS intensive,
        count(*) FILTER (tier = 'targeted') AS targeted,
        count(*) FILTER (tier = 'watch') AS watch,
        count(*) FILTER (tier = 'universal') AS universal,
        count(*) FILTER (tier = 'intensive') / count(*) AS intensive_share,
        count(*) FILTER (tier = 'targeted') / count(*) AS targeted_share,
        count(*) FILTER (tier = 'watch') / count(*) AS watch_share,
        count(*) FILTER (tier = 'universal') / count(*) AS universal_share,
        count(*) FILTER (label = 'serious concern') AS serious_concern,
        count(*) FILTER (label = 'yo-yo') AS yo_yo,
        count(*) FILTER (label = 'repeatedly below') AS repeatedly_below,
        count(*) FILTER (label = 'declining') AS declining,
        count(*) FILTER (label = 'below') AS below,
        count(*) FILTER (label = 'bounced once') AS bounced_once,
        count(*) FILTER (label = 'recovering') AS recovering,
        count(*) FILTER (label = 'not enough history') AS not_enough_history,
        count(*) FILTER (label = 'steady') AS steady,
        count(*) FILTER (label = 'yo-yo' OR list_contains(flags, 'yo-yo')) AS any_yo_yo,
        count(*) FILTER (may_affect_funded_places IS NOT NULL) AS may_affect_funded_places,
        coalesce(sum(places), 0)::BIGINT AS places
    FROM mart.listing
    JOIN placed USING (urn)
    WHERE is_in_scope
    GROUP BY area_kind, area
)
SELECT * FROM final
ORDER BY CASE area_kind WHEN 'all' THEN 1 WHEN 'region' THEN 2 WHEN 'local authority' THEN 3 ELSE 4 END, area
