-- The local inspections dataset: one row per inspection of a setting of the feed. Key: urn, family, inspected_on.
SELECT inspection.urn, local_label.provider_name, inspection.family, inspection.inspected_on, inspection.is_scored,
    inspection.unscored_reason, inspection.band, inspection.words, is_in_feed, is_in_open, has_conflict, local_label.as_at
FROM served.mart.local_inspection AS inspection
JOIN served.mart.local_label AS local_label USING (urn)
ORDER BY inspection.urn, inspection.inspected_on, inspection.family
