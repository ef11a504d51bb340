-- Every mention of an inspection of one provider, as each release printed it, oldest release first. With a confirmed
-- link, also of the earlier registration's inspections that its history holds.
WITH told AS (
    SELECT mention.*
    FROM served.staging.mention AS mention
    WHERE mention.urn = $urn
    UNION ALL
    SELECT mention.*
    FROM served.mart.history AS history
    JOIN served.staging.mention AS mention
        ON mention.urn = history.from_urn
        AND mention.family = history.family AND mention.inspected_on = history.inspected_on
    WHERE history.urn = $urn
)
SELECT release.as_at, release.layout, release.file_name, told.family, told.slot, told.printed_on,
    told.inspected_on, told.inspection_number, told.result, nullif(told.urn, $urn) AS from_urn
FROM told
JOIN served.staging.release AS release ON list_contains(told.release_ids, release.release_id)
ORDER BY release.release_id, told.printed_on DESC, told.family
