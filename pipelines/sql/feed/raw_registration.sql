-- One row per registration: who it is in the feed, which a release does not say. Key: urn. Local data: names people.
SELECT urn, is_sensitive,
    CASE WHEN NOT is_sensitive THEN text_value(setting_name) END AS setting_name,
    CASE WHEN NOT is_sensitive THEN text_value(provider_name) END AS registered_name,
    iso_date(last_changed_on) AS last_changed_on
FROM feed_row
WHERE row_number NOT IN (SELECT row_number FROM feed_set_aside)
