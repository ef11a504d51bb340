-- One row per provider that a sheet of providers that left names, with the day it left. Key: file, urn.
SELECT file, urn, max(date_value(left_on)) AS left_on
FROM leaver_row
WHERE is_urn(urn) AND date_value(left_on) <= as_at
GROUP BY file, urn
