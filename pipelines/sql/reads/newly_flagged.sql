-- How many settings carry a flagged tier at the newest release date that carried none at the one before: one row.
-- The same as the kind 'newly flagged' of export_changed.sql, asked alone because the list's page asks it every time.
WITH dates AS (
    SELECT to_on, (SELECT max(as_at) FROM served.mart.moment WHERE release_count > 0 AND as_at < to_on) AS from_on
    FROM (SELECT max(as_at) AS to_on FROM served.mart.moment WHERE release_count > 0)
),
now_flagged AS (
    SELECT urn
    FROM served.mart.spell AS spell
    JOIN dates ON dates.to_on BETWEEN spell.from_on AND spell.until_on
    WHERE is_in_scope AND tier <> 'universal'
),
before AS (
    SELECT urn, tier <> 'universal' AS was_flagged
    FROM served.mart.spell AS spell
    JOIN dates ON dates.from_on BETWEEN spell.from_on AND spell.until_on
    WHERE is_in_scope
),
listed AS (
    SELECT DISTINCT urn
    FROM served.staging.listed
    WHERE list_has_any(release_ids,
        (SELECT list(release_id) FROM served.staging.release JOIN dates ON as_at > from_on AND as_at <= to_on))
)
SELECT count(*) AS count
FROM dates
LEFT JOIN now_flagged ON true
JOIN served.mart.listing AS listing ON listing.urn = now_flagged.urn
LEFT JOIN before ON before.urn = now_flagged.urn
LEFT JOIN listed ON listed.urn = now_flagged.urn
WHERE dates.from_on IS NOT NULL
    AND (before.urn IS NULL OR (NOT before.was_flagged AND listed.urn IS NOT NULL))
    AND ($local_authorities::VARCHAR[] IS NULL OR list_contains($local_authorities::VARCHAR[], local_authority))
    AND ($regions::VARCHAR[] IS NULL OR list_contains($regions::VARCHAR[], region))
    AND ($constituencies::VARCHAR[] IS NULL OR list_contains($constituencies::VARCHAR[], constituency))
