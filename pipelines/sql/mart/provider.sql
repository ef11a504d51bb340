-- One row per provider ever listed: who it is, and whether it is in scope or has left. Key: urn.
WITH former AS (
    -- A name that was split: a provider last seen under it may be in any of its successors, and is placed in none.
    SELECT DISTINCT local_authority, ended_on::DATE AS ended_on
    FROM declared_local_authorities
    WHERE successors <> ''
),
placed AS (
    SELECT identity.*, standing.* EXCLUDE (urn, from_on, as_at),
        -- A person who has left no longer stands in any release that could withhold the name: withhold it here.
        standing.has_left AND identity.is_person AS is_former_person
    FROM identity
    JOIN standing USING (urn)
    WHERE standing.as_at = $as_at
),
final AS (
    SELECT
        urn,
        CASE WHEN NOT is_former_person THEN provider_name END AS provider_name,
        is_name_withheld OR is_former_person AS is_name_withheld,
        CASE WHEN NOT is_former_person THEN address END AS address,
        CASE WHEN NOT is_former_person THEN placed.postcode END AS postcode,
        grid.easting, grid.northing, registered_person_urn, provider_type, provider_subtype,
        registers, is_early_years,
        coalesce(shown(placed.local_authority) || coalesce(', until ' || year(former.ended_on), ''), 'Not recorded')
            AS local_authority,
        local_authority_printed, region, constituency, deprivation_band, places, registered_on, status,
        has_left, left_on, is_in_scope,
        CASE WHEN NOT is_sample THEN 'https://reports.ofsted.gov.uk/provider/' || link.code || '/' || urn
            END AS report_url,
        first_seen_on, last_seen_on
    FROM placed
    LEFT JOIN former ON former.local_authority = placed.local_authority AND former.ended_on <= $as_at
    LEFT JOIN declared_report_links AS link USING (provider_type)
    LEFT JOIN grid_reference AS grid ON grid.postcode = postcode_key(placed.postcode) AND NOT is_former_person
)
SELECT * FROM final
