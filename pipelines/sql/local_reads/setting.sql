-- One setting of the feed: who it is there, its label from both sources, and why that differs from the open one.
SELECT registration.urn, is_sensitive, setting_name, registered_name, registration.address, registration.postcode,
    registration.status, registration.registered_on, last_changed_on, extract_count, first_extract_on, last_extract_on,
    local_label.label, local_label.tier, local_label.reason, local_label.scored_count, local_label.volatility,
    local_label.history, open_label, open_tier, open_as_at, is_different, because, local_label.as_at
FROM served.staging.registration AS registration
JOIN served.mart.local_label AS local_label USING (urn)
WHERE registration.urn = $urn
