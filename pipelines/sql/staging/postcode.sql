-- One row per postcode of one letter's file in the directory that has a grid reference (metres, British National Grid).
-- Key: postcode, as postcode_key has it. One without a reference (Jersey, Guernsey, the Isle of Man, the newest) is left
-- out, and so is one that stands in another letter's file: every postcode stands in one.
WITH final AS (
    SELECT postcode_key(postcode) AS postcode, min(easting)::INTEGER AS easting, min(northing)::INTEGER AS northing
    FROM raw_postcode
    WHERE isfinite(easting) AND isfinite(northing) AND starts_with(postcode_key(postcode), $letter)
    GROUP BY postcode_key(postcode)
)
SELECT * FROM final
ORDER BY postcode
