-- One row per postcode that can be placed (metres, British National Grid). Key: postcode, as postcode_key has it.
-- A file beside the releases goes before the directory.
WITH by_hand AS (
    SELECT postcode_key(postcode) AS postcode, min(easting) AS easting, min(northing) AS northing
    FROM placed_by_hand
    WHERE postcode_key(postcode) IS NOT NULL
    GROUP BY postcode_key(postcode)
),
final AS (
    SELECT postcode, easting, northing FROM by_hand
    UNION ALL
    SELECT postcode, easting, northing FROM listed_postcode WHERE postcode NOT IN (SELECT postcode FROM by_hand)
)
SELECT * FROM final
