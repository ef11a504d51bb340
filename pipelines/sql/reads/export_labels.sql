-- The labels dataset: one row per provider, with the estimate of its next inspection. Key: urn.
SELECT urn, provider_name, is_name_withheld, provider_type, provider_subtype, registers, local_authority,
    local_authority_printed, region, constituency, postcode, easting, northing, deprivation_band, places, registered_on, status,
    is_in_scope, label, tier, array_to_string(flags, '; ') AS flags, may_affect_funded_places,
    band, scale, grade, weakest_grade, CASE WHEN areas_judged > 0 THEN areas_below END AS areas_below,
    nullif(areas_judged, 0) AS areas_judged, safeguarding, inspected_on, history, scored_count,
    round(volatility, 2) AS volatility, round(volatility_share_below, 4) AS volatility_share_below,
    round(decline, 2) AS decline, round(decline_share_below, 4) AS decline_share_below, peer_count, evidence, reason,
    has_earlier_history, can_show_pattern, window_from, window_to, window_rule,
    report_url, first_seen_on, last_seen_on, listing.as_at, build.notice, build.source
FROM served.mart.listing AS listing
LEFT JOIN (SELECT urn, window_from, window_to, rule AS window_rule FROM served.mart.inspection_window) USING (urn)
CROSS JOIN served.mart.build AS build
WHERE $local_authorities::VARCHAR[] IS NULL OR list_contains($local_authorities::VARCHAR[], local_authority)
ORDER BY local_authority, urn
