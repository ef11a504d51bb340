-- One row per provider and area it is placed in: the whole, its region, authority and constituency. Key: urn, area_kind.
-- Where it is comes from the newest release, whatever the date asked about.
WITH whole AS (
    -- Only a national release may be called England.
    SELECT CASE WHEN bool_or(coverage = 'national') THEN 'England' ELSE 'All loaded areas' END AS name
    FROM staging.release
),
final AS (
    SELECT urn, unnest([
        {'area_kind': 'all', 'area': whole.name, 'area_region': NULL},
        {'area_kind': 'region', 'area': region, 'area_region': NULL},
        {'area_kind': 'local authority', 'area': local_authority, 'area_region': region},
        {'area_kind': 'constituency', 'area': coalesce(constituency, 'Not recorded'), 'area_region': NULL}
    ], recursive := true)
    FROM mart.provider
    CROSS JOIN whole
)
SELECT * FROM final
