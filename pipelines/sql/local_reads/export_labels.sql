-- The local labels dataset: one row per setting of the feed. Key: urn.
SELECT urn, provider_name, is_name_withheld, provider_type, registers, local_authority, address, postcode, registered_on,
    status, label, tier, array_to_string(flags, '; ') AS flags, open_label, is_different, because,
    may_affect_funded_places, band, grade, inspected_on, history, scored_count, round(volatility, 2) AS volatility,
    round(decline, 2) AS decline, evidence, reason, as_at
FROM served.mart.local_label
ORDER BY urn
