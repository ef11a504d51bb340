-- Every mention of an inspection of one provider, as each release printed it, oldest release first.
SELECT release.as_at, release.layout, release.file_name, mention.family, mention.slot, mention.printed_on,
    mention.inspected_on, mention.inspection_number, mention.result
FROM served.staging.mention AS mention
JOIN served.staging.release AS release ON list_contains(mention.release_ids, release.release_id)
WHERE urn = $urn
ORDER BY release.release_id, mention.printed_on DESC, mention.family
