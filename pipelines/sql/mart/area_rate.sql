-- One row per area and measure: how many of its settings, and where that stands in the funnel. Key: area_kind, area,
-- measure. `stands`: above or below the 95 % limits, well above or well below the 99.8 % limits, else within them; NULL
-- for the whole, and where an area has too few settings to say.
WITH counted AS (
    SELECT area.area_kind, area.area, area.region, measures.measure, measures.line, area.settings, area.as_at,
        coalesce(sum(mix.settings), 0)::BIGINT AS count
    FROM mart.area AS area
    CROSS JOIN declared_measures AS measures
    LEFT JOIN mart.area_mix AS mix ON mix.area_kind = area.area_kind AND mix.area = area.area AND mix.dimension = 'tier'
        AND list_contains(string_split(measures.tiers, ';'), mix.value)
    GROUP BY ALL
),
final AS (
    SELECT counted.area_kind, counted.area, counted.region, counted.measure, counted.count, counted.settings,
        counted.count / counted.settings AS share, funnel.pooled_share,
        funnel.low_95, funnel.high_95, funnel.low_998, funnel.high_998,
        CASE
            WHEN counted.settings < $few_settings OR funnel.settings IS NULL THEN NULL
            WHEN share > funnel.high_998 THEN 'well above'
            WHEN share > funnel.high_95 THEN 'above'
            WHEN share < funnel.low_998 THEN 'well below'
            WHEN share < funnel.low_95 THEN 'below'
            ELSE 'within'
        END AS stands,
        counted.settings < $few_settings AS is_few, counted.line AS place, counted.as_at
    FROM counted
    LEFT JOIN mart.funnel AS funnel ON funnel.area_kind = counted.area_kind AND funnel.measure = counted.measure
        AND funnel.settings = counted.settings
)
SELECT * FROM final ORDER BY area_kind, area, place
