-- One row per provider that a sheet of providers that left names, with the day it left. Key: urn.
SELECT urn, max(date_value(left_on)) AS left_on
FROM leaver_row
WHERE regexp_full_match(urn, '[A-Z]{0,3}[0-9]{4,9}') AND date_value(left_on) <= $as_at
GROUP BY urn
