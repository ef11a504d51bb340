-- One row per pair of registrations that may be one setting: both at one postcode, the earlier one left, and that may
-- have been within $lineage_days of the other's registering. Key: urn, earlier_urn. Pairs of `link`, decided by hand,
-- are kept whatever they look like. Only what mart.provider shows is used: a withheld name or postcode joins nothing.
WITH covering AS (
    -- The releases that can make an absent provider a leaver; no authority means all of them.
    SELECT as_at, NULL AS local_authority
    FROM staging.release
    WHERE coverage = 'national'
    UNION
    SELECT release.as_at, listed.local_authority
    FROM staging.release AS release
    JOIN staging.listed ON list_contains(listed.release_ids, release.release_id)
    WHERE release.coverage = 'complete' AND shown(listed.local_authority) IS NOT NULL
),
placed AS (
    SELECT provider.*, coalesce(kind.is_person, 'yes') = 'yes' AS is_person,
        count(*) OVER (PARTITION BY provider.postcode) AS neighbours
    FROM mart.provider AS provider
    LEFT JOIN declared_provider_types AS kind USING (provider_type)
),
pair AS (
    SELECT later.urn, earlier.urn AS earlier_urn, true AS is_same_postcode
    FROM placed AS later
    JOIN placed AS earlier USING (postcode)
    WHERE earlier.urn <> later.urn AND earlier.has_left AND later.neighbours <= $lineage_crowd
        AND NOT earlier.is_person AND NOT later.is_person
        AND earlier.provider_name IS NOT NULL AND later.provider_name IS NOT NULL
        AND later.last_seen_on > earlier.last_seen_on
    UNION ALL
    SELECT urn, earlier_urn, false FROM link
),
once AS (
    SELECT urn, earlier_urn, bool_or(is_same_postcode) AS is_same_postcode
    FROM pair
    GROUP BY ALL
),
struck AS (
    -- A provider still printed, as resigned or cancelled, left before that release; it was last registered in this one.
    SELECT listed.urn, max(release.as_at) AS registered_until
    FROM staging.listed
    JOIN staging.release AS release ON release.release_id = listed.last_release_id
    LEFT JOIN declared_statuses AS status ON status.status = listed.status
    WHERE listed.urn IN (SELECT earlier_urn FROM once) AND coalesce(status.is_registered, 'yes') = 'yes'
    GROUP BY listed.urn
),
absent AS (
    SELECT placed.urn,
        min(covering.as_at) FILTER (covering.as_at > placed.last_seen_on) AS missed_on,
        max(covering.as_at) FILTER (covering.as_at < placed.first_seen_on) AS missing_before
    FROM placed
    JOIN covering ON covering.local_authority IS NULL OR covering.local_authority = placed.local_authority
    WHERE placed.urn IN (SELECT urn FROM once UNION ALL SELECT earlier_urn FROM once)
    GROUP BY placed.urn
),
windows AS (
    SELECT once.*,
        coalesce(earlier.left_on, CASE WHEN earlier.has_left THEN struck.registered_until END) AS left_after,
        CASE WHEN earlier.left_on IS NOT NULL THEN earlier.left_on WHEN earlier.has_left AND earlier.status <> 'left' THEN earlier.last_seen_on ELSE gone.missed_on END AS left_by,
        later.registered_on,
        coalesce(later.registered_on, came.missing_before) AS began_after,
        CASE WHEN later.registered_on IS NULL THEN later.first_seen_on ELSE later.registered_on END AS began_by,
        later.provider_name, earlier.provider_name AS earlier_name,
        later.registered_person_urn = earlier.registered_person_urn AS is_same_person,
        (later.provider_subtype = 'Out-of-school day care') <> (earlier.provider_subtype = 'Out-of-school day care')
            AS is_other_care
    FROM once
    JOIN placed AS later ON later.urn = once.urn
    JOIN placed AS earlier ON earlier.urn = once.earlier_urn
    LEFT JOIN struck ON struck.urn = once.earlier_urn
    LEFT JOIN absent AS gone ON gone.urn = once.earlier_urn
    LEFT JOIN absent AS came ON came.urn = once.urn
),
final AS (
    SELECT *,
        coalesce(greatest(began_by - left_after, left_by - began_after) <= $lineage_days, false) AS is_close,
        coalesce(began_after - left_by <= $lineage_days AND left_after - began_by <= $lineage_days, false) AS may_be_close
    FROM windows
)
SELECT final.*, link.decision, link.decided_on
FROM final
LEFT JOIN link USING (urn, earlier_urn)
WHERE may_be_close OR link.decision IS NOT NULL
