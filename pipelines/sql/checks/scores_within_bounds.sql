-- A score lies within 0–100, and a provider with fewer than two scored inspections has none.
SELECT urn, volatility, decline, scored_count
FROM mart.listing
WHERE NOT (coalesce(volatility, 0) BETWEEN 0 AND 100.000001 AND coalesce(decline, 0) BETWEEN 0 AND volatility + 0.000001
    OR volatility IS NULL)
    OR (volatility IS NULL) <> (scored_count < 2)
