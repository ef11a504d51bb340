-- One row per postcode of the published build that could be placed. Key: postcode, as postcode_key has it.
SELECT postcode_key(postcode) AS postcode, min(easting) AS easting, min(northing) AS northing
FROM base.mart.provider
WHERE easting IS NOT NULL AND postcode IS NOT NULL
GROUP BY postcode_key(postcode)
