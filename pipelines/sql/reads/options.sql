-- Every value each filter can take, in the order to show it. Key: filter, value.
WITH listed AS (
    SELECT unnest([
        {'filter': 'local_authority', 'value': local_authority, 'place': 1},
        {'filter': 'region', 'value': region, 'place': 1},
        {'filter': 'constituency', 'value': constituency, 'place': 1},
        {'filter': 'provider_type', 'value': provider_type, 'place': 1},
        {'filter': 'provider_subtype', 'value': provider_subtype, 'place': 1},
        {'filter': 'deprivation_band', 'value': deprivation_band, 'place': CASE deprivation_band
            WHEN 'Most deprived' THEN 1 WHEN 'Deprived' THEN 2 WHEN 'Average' THEN 3 WHEN 'Less deprived' THEN 4
            ELSE 5 END},
        {'filter': 'evidence', 'value': coalesce(evidence, 'not scored'), 'place': CASE evidence
            WHEN 'thin' THEN 1 WHEN 'some' THEN 2 WHEN 'strong' THEN 3 ELSE 4 END},
        {'filter': 'registers', 'value': registers, 'place': 1}
    ], recursive := true)
    FROM served.mart.listing
)
SELECT filter, value
FROM listed
WHERE value IS NOT NULL
GROUP BY filter, value
ORDER BY filter, min(place), value = 'Not recorded', value
