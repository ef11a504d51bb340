-- One row per provider ever listed: who it is, from the newest release that mentions it. Key: urn.
-- Name, address and postcode come from that release alone: what it withholds or leaves out is never filled
-- from an older one. Other facts left blank there (not withheld) are filled from the newest release that has them.
-- An inspection-level release describes a provider only where no other release does. What it withholds is withheld all
-- the same, where it is the newest.
WITH newest AS (
    -- Releases that print one and the same row are of one kind, and the last of them stands for it.
    SELECT urn, coalesce(max(release_ids[-1]) FILTER (kind = 'providers'), max(release_ids[-1])) AS release_id,
        arg_max(is_name_withheld, release_ids[-1]) AS is_withheld,
        arg_max(provider_subtype, release_ids[-1]) AS provider_subtype,
        arg_max(constituency, release_ids[-1]) AS constituency,
        arg_max(region, release_ids[-1]) AS region,
        arg_max(deprivation_band, release_ids[-1]) AS deprivation_band,
        arg_max(places, release_ids[-1]) AS places
    FROM snapshot_once
    JOIN (SELECT release_id, kind FROM staging.release) AS release ON release.release_id = release_ids[1]
    GROUP BY urn
),
final AS (
    SELECT
        snapshot.urn, snapshot.is_name_withheld OR newest.is_withheld AS is_name_withheld,
        CASE WHEN NOT newest.is_withheld THEN snapshot.provider_name END AS provider_name,
        CASE WHEN NOT newest.is_withheld THEN snapshot.address END AS address,
        CASE WHEN NOT newest.is_withheld THEN snapshot.postcode END AS postcode,
        snapshot.registered_person_urn, snapshot.provider_type,
        shown(newest.provider_subtype) AS provider_subtype,
        coalesce(snapshot.registers, 'not recorded') AS registers,
        snapshot.is_early_years,
        snapshot.local_authority, snapshot.local_authority_printed,
        coalesce(shown(coalesce(place.region, newest.region)), 'Not recorded') AS region,
        shown(newest.constituency) AS constituency, shown(newest.deprivation_band) AS deprivation_band, newest.places,
        coalesce(provider_type.is_person, 'yes') = 'yes' AS is_person,
        release.is_sample
    FROM newest
    JOIN snapshot_once AS snapshot ON snapshot.urn = newest.urn AND snapshot.release_ids[-1] = newest.release_id
    JOIN staging.release AS release USING (release_id)
    LEFT JOIN declared_provider_types AS provider_type ON provider_type.provider_type = snapshot.provider_type
    LEFT JOIN (SELECT DISTINCT local_authority, region FROM declared_local_authorities) AS place
        ON place.local_authority = snapshot.local_authority
)
SELECT * FROM final
