-- One row per provider in a file. Key: file, urn. Personal columns are read from the newest release only, later on.
WITH named AS (
    -- A second row of one provider, set aside, may be the one that withholds: then neither is shown.
    SELECT *, missing_code(provider_name) = 'withheld' OR (file, urn) IN (
        SELECT (file, urn) FROM raw_set_aside WHERE is_name_withheld AND urn IS NOT NULL
        UNION ALL
        SELECT (file, urn) FROM raw_row WHERE visit_on IS NOT NULL AND missing_code(provider_name) = 'withheld'
    ) AS is_withheld
    FROM raw_row
    -- Of a provider's rows in the inspection-level layout the last one says who it is.
    WHERE visit_on IS NULL OR (file, row_number) IN (SELECT (file, max(row_number)) FROM raw_row GROUP BY file, urn)
),
final AS (
    SELECT
        file, urn,
        CASE WHEN is_withheld IS NOT true THEN text_value(provider_name) END AS provider_name,
        coalesce(is_withheld, false) AS is_name_withheld,
        CASE WHEN is_withheld IS NOT true THEN nullif(concat_ws(', ', text_value(address_1), text_value(address_2),
            text_value(address_3), text_value(town)), '') END AS address,
        CASE WHEN is_withheld IS NOT true THEN upper(text_value(postcode)) END AS postcode,
        text_value(registered_person_urn) AS registered_person_urn,
        coalesce(missing_code(provider_type), provider_type) AS provider_type,
        coalesce(missing_code(provider_subtype), provider_subtype) AS provider_subtype,
        status_code(status) AS status,
        register_code(registers) AS registers,
        CASE
            WHEN register_code(registers) IN ('ALL', 'EYR only', 'EYR-CCR', 'EYR-VCR') THEN true
            WHEN register_code(registers) IN ('CCR only', 'CCR-VCR', 'VCR only') THEN false
            ELSE coalesce(upper(early_years_flag) IN ('Y', 'YES', 'TRUE', '1'), false)
        END AS is_early_years,
        date_value(registered_on) AS registered_on,
        coalesce(missing_code(constituency), constituency) AS constituency,
        local_authority,
        coalesce(missing_code(region), region) AS region,
        coalesce(missing_code(deprivation_band), deprivation_band) AS deprivation_band,
        CASE WHEN try_cast(places AS DOUBLE) BETWEEN 0 AND 5000
            THEN round(try_cast(places AS DOUBLE))::INTEGER END AS places
    FROM named
)
SELECT * FROM final
