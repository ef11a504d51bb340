-- One row per registration of an extract, its texts cleaned. Key: row_number.
WITH cleaned AS (
    SELECT row_number, upper(cell(urn)) AS urn, cell(registered_person_urn) AS registered_person_urn,
        upper(cell(provision_type)) AS provision_type, cell(provider_name) AS provider_name,
        cell(setting_name) AS setting_name, cell(address_1) AS address_1, cell(address_2) AS address_2,
        cell(town) AS town, cell(county) AS county, upper(cell(postcode)) AS postcode,
        cell(special_considerations) AS special_considerations, cell(status) AS status,
        cell(registered_on) AS registered_on, cell(last_changed_on) AS last_changed_on
    FROM text_registration
),
final AS (
    SELECT *, row_number() OVER (PARTITION BY urn ORDER BY row_number) AS place,
        -- Of two entries for one URN, either may be the one that asks for care.
        coalesce(bool_or(special_considerations IS NOT NULL) OVER (PARTITION BY urn), false) AS is_sensitive
    FROM cleaned
)
SELECT * FROM final
