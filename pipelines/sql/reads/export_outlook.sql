-- The outlook dataset: one row per group of alike settings. Key: band, course, grade, provider_group, label, evidence, era.
SELECT outlook.band, course, outlook.grade, provider_group, outlook.label, outlook.evidence, era, next_count, below_count,
    round(below_share, 6) AS below_share,
    round(estimate, 6) AS estimate, round(low, 6) AS low, round(high, 6) AS high, waiting_count, build.as_at, build.notice, build.source
FROM served.mart.outlook AS outlook
CROSS JOIN served.mart.build AS build
WHERE $local_authorities::VARCHAR[] IS NULL  -- all areas together, or nothing
ORDER BY era <> 'all', outlook.band <> 'all', outlook.band, course <> 'all', course, outlook.grade <> 'all', outlook.grade,
    provider_group <> 'all', provider_group, outlook.label <> 'all', outlook.label, outlook.evidence <> 'all',
    outlook.evidence, era
