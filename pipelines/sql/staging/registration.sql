-- One row per registration of the feed, from the newest extract that lists it. Key: urn. Local data: names people.
WITH newest AS (
    SELECT urn, max(release_id) AS release_id, min(release_id) AS first_release_id, count(*) AS extract_count
    FROM raw_registration
    GROUP BY urn
),
final AS (
    SELECT raw_registration.urn, is_sensitive, setting_name, registered_name, last_changed_on,
        snapshot.address, snapshot.postcode, snapshot.status, snapshot.registered_on, snapshot.provider_type,
        snapshot.registers, newest.extract_count, first_release.as_at AS first_extract_on,
        last_release.as_at AS last_extract_on
    FROM newest
    JOIN raw_registration USING (urn, release_id)
    JOIN snapshot USING (urn, release_id)
    JOIN staging.release AS first_release ON first_release.release_id = newest.first_release_id
    JOIN staging.release AS last_release ON last_release.release_id = newest.release_id
)
SELECT * FROM final ORDER BY urn
