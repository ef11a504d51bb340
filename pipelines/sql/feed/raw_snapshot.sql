-- One row per registration, as a release's provider. Key: urn. Names are local data.
-- A setting marked for special consideration (a refuge, anonymity) is named nowhere, not even here.
WITH register AS (
    SELECT row_number, list(DISTINCT upper(cell(register)) ORDER BY upper(cell(register))) AS names
    FROM text_register
    WHERE upper(coalesce(cell(status), 'REGD')) = 'REGD'
        AND coalesce(iso_date(cell(ended_on)) > $as_at, true)
    GROUP BY row_number
),
final AS (
    SELECT
        feed_row.urn,
        CASE WHEN NOT is_sensitive THEN coalesce(text_value(setting_name), text_value(provider_name)) END
            AS provider_name,
        is_sensitive AS is_name_withheld,
        CASE WHEN NOT is_sensitive THEN nullif(concat_ws(', ', text_value(address_1), text_value(address_2),
            text_value(town), text_value(county)), '') END AS address,
        CASE WHEN NOT is_sensitive THEN text_value(postcode) END AS postcode,
        text_value(registered_person_urn) AS registered_person_urn,
        coalesce(declared.provider_type, 'unknown: ' || provision_type, 'not recorded') AS provider_type,
        NULL::VARCHAR AS provider_subtype,
        status_code(status) AS status,
        CASE array_to_string(register.names, '-')
            WHEN 'CCR-EYR-VCR' THEN 'ALL' WHEN 'EYR' THEN 'EYR only' WHEN 'CCR-EYR' THEN 'EYR-CCR'
            WHEN 'EYR-VCR' THEN 'EYR-VCR' WHEN 'CCR' THEN 'CCR only' WHEN 'CCR-VCR' THEN 'CCR-VCR'
            WHEN 'VCR' THEN 'VCR only' WHEN NULL THEN NULL
            ELSE 'unknown: ' || array_to_string(register.names, '-')
        END AS registers,
        coalesce(list_contains(register.names, 'EYR'), false) AS is_early_years,
        iso_date(registered_on) AS registered_on,
        NULL::VARCHAR AS constituency,
        $authority::VARCHAR AS local_authority,
        NULL::VARCHAR AS region,
        NULL::VARCHAR AS deprivation_band,
        NULL::INTEGER AS places
    FROM feed_row
    LEFT JOIN register USING (row_number)
    LEFT JOIN declared_feed_provision_types AS declared ON declared.code = provision_type
    WHERE feed_row.row_number NOT IN (SELECT row_number FROM feed_set_aside)
)
SELECT * FROM final
