-- One row per provider as the newest release gives it, whatever the date asked: what it withholds stays withheld.
-- Key: urn.
SELECT provider.* EXCLUDE (easting, northing, registered_on, status, has_left, left_on, is_in_scope, report_url,
        first_seen_on, last_seen_on),
    coalesce(kind.is_person, 'yes') = 'yes' AS is_person, build.is_sample
FROM base.mart.provider AS provider
CROSS JOIN base.mart.build AS build
LEFT JOIN declared_provider_types AS kind USING (provider_type)
