-- One row per postcode of the published build that could be placed. Key: postcode.
SELECT DISTINCT postcode, easting, northing FROM base.mart.provider WHERE easting IS NOT NULL AND postcode IS NOT NULL
