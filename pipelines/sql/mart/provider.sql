-- One row per provider ever seen: who it is now, from the newest release that mentions it. Key: urn.
-- Name, address and postcode come from that release alone: what it withholds or leaves out is never filled
-- from an older one. A sheet of providers that left, in a later release, makes a leaver too, and gives the day.
-- Other facts left blank there (not withheld) are filled from the newest release that has them.
-- An inspection-level release says who was inspected, not who is registered: it describes a provider only where no
-- other release does. What it withholds is withheld all the same, where it is the newest.
WITH newest AS (
    SELECT urn, coalesce(max(release_id) FILTER (kind = 'providers'), max(release_id)) AS release_id,
        min(release_id) AS first_release_id,
        arg_max(is_name_withheld, release_id) AS is_withheld,
        arg_max(registered_on, release_id) AS registered_on,
        arg_max(provider_subtype, release_id) AS provider_subtype,
        arg_max(constituency, release_id) AS constituency,
        arg_max(region, release_id) AS region,
        arg_max(deprivation_band, release_id) AS deprivation_band,
        arg_max(places, release_id) AS places
    FROM snapshot
    JOIN (SELECT release_id, kind FROM staging.release) AS release USING (release_id)
    GROUP BY urn
),
covering AS (
    SELECT snapshot_area.local_authority, max(release.release_id) AS release_id
    FROM staging.release AS release
    JOIN (SELECT DISTINCT release_id, local_authority FROM snapshot) AS snapshot_area USING (release_id)
    WHERE release.coverage = 'complete' AND shown(snapshot_area.local_authority) IS NOT NULL
    GROUP BY ALL
),
-- A name that was split: a provider last seen under it may be in any of its successors, and is placed in none.
split AS (
    SELECT local_authority, ended_on::DATE AS ended_on, unnest(string_split(successors, ';')) AS successor,
        len(string_split(successors, ';')) AS successor_count
    FROM declared_local_authorities
    WHERE successors <> ''
),
covered AS (
    SELECT local_authority, max(release_id) AS release_id
    FROM (
        SELECT * FROM covering
        UNION ALL
        SELECT split.local_authority, min(covering.release_id)
        FROM split
        JOIN covering ON covering.local_authority = split.successor
        GROUP BY split.local_authority
        HAVING count(*) = any_value(successor_count)
    )
    GROUP BY local_authority
),
national AS (
    SELECT max(release_id) AS release_id
    FROM staging.release
    WHERE coverage = 'national'
),
described AS (
    SELECT
        snapshot.urn, snapshot.is_name_withheld OR newest.is_withheld AS is_name_withheld,
        CASE WHEN NOT newest.is_withheld THEN snapshot.provider_name END AS provider_name,
        CASE WHEN NOT newest.is_withheld THEN snapshot.address END AS address,
        CASE WHEN NOT newest.is_withheld THEN snapshot.postcode END AS postcode,
        snapshot.registered_person_urn,
        snapshot.provider_type,
        newest.provider_subtype,
        coalesce(snapshot.registers, 'not recorded') AS registers,
        snapshot.is_early_years,
        snapshot.local_authority || coalesce(', until ' || year(former.ended_on), '') AS local_authority,
        snapshot.local_authority_printed,
        coalesce(place.region, newest.region) AS region,
        newest.constituency, newest.deprivation_band, newest.places, newest.registered_on,
        coalesce(snapshot.status, 'active') AS published_status,
        coalesce(status.is_registered, 'yes') = 'yes' AS is_registered,
        coalesce(provider_type.is_person, 'yes') = 'yes' AS is_person,
        leaver.left_on,
        greatest(covered.release_id, national.release_id) > newest.release_id OR leaver.urn IS NOT NULL AS is_gone,
        first_release.as_at AS first_seen_on,
        last_release.as_at AS last_seen_on,
        last_release.is_sample
    FROM newest
    JOIN snapshot USING (urn, release_id)
    JOIN staging.release AS first_release ON first_release.release_id = newest.first_release_id
    JOIN staging.release AS last_release ON last_release.release_id = newest.release_id
    CROSS JOIN national
    LEFT JOIN leaver ON leaver.urn = newest.urn AND leaver.release_id > newest.release_id
    LEFT JOIN covered ON covered.local_authority = snapshot.local_authority
    LEFT JOIN (SELECT DISTINCT local_authority, ended_on FROM split) AS former
        ON former.local_authority = snapshot.local_authority AND former.ended_on <= $as_at
    LEFT JOIN declared_statuses AS status ON status.status = snapshot.status
    LEFT JOIN declared_provider_types AS provider_type ON provider_type.provider_type = snapshot.provider_type
    LEFT JOIN (SELECT DISTINCT local_authority, region FROM declared_local_authorities) AS place
        ON place.local_authority = snapshot.local_authority
),
final AS (
    SELECT
        urn,
        -- A person who has left no longer stands in any release that could withhold the name: withhold it here.
        CASE WHEN NOT (has_left AND is_person) THEN provider_name END AS provider_name,
        is_name_withheld OR (has_left AND is_person) AS is_name_withheld,
        CASE WHEN NOT (has_left AND is_person) THEN address END AS address,
        CASE WHEN NOT (has_left AND is_person) THEN placed.postcode END AS postcode,
        grid.easting, grid.northing, registered_person_urn, provider_type,
        shown(provider_subtype) AS provider_subtype,
        registers, is_early_years,
        coalesce(shown(local_authority), 'Not recorded') AS local_authority, local_authority_printed,
        coalesce(shown(region), 'Not recorded') AS region,
        shown(constituency) AS constituency,
        shown(deprivation_band) AS deprivation_band,
        places, registered_on,
        CASE WHEN NOT is_registered THEN published_status WHEN has_left THEN 'left' ELSE published_status END AS status,
        has_left, left_on,
        is_early_years AND NOT has_left AS is_in_scope,
        CASE WHEN NOT is_sample THEN 'https://reports.ofsted.gov.uk/provider/' || link.code || '/' || urn
            END AS report_url,
        first_seen_on, last_seen_on
    FROM (SELECT *, coalesce(is_gone, false) OR NOT is_registered AS has_left FROM described) AS placed
    LEFT JOIN declared_report_links AS link USING (provider_type)
    LEFT JOIN grid_reference AS grid ON grid.postcode = placed.postcode AND NOT (has_left AND is_person)
)
SELECT * FROM final
