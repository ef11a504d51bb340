-- The spells dataset: one row per stretch of release dates over which a provider's label, and what it rests on, stayed
-- the same. Key: urn, from_on. Scores are as at until_on.
SELECT spell.urn, listing.local_authority, spell.from_on, spell.until_on, spell.is_in_scope, spell.status, spell.label,
    spell.tier, array_to_string(spell.flags, '; ') AS flags, spell.may_affect_funded_places, spell.band, spell.scale,
    spell.grade, spell.words, spell.inspected_on, spell.scored_count, round(spell.volatility, 2) AS volatility,
    round(spell.decline, 2) AS decline, spell.evidence, spell.reason, listing.as_at, build.notice, build.source
FROM served.mart.spell AS spell
JOIN served.mart.listing AS listing USING (urn)
CROSS JOIN served.mart.build AS build
WHERE $local_authorities::VARCHAR[] IS NULL OR list_contains($local_authorities::VARCHAR[], listing.local_authority)
ORDER BY spell.urn, spell.from_on
