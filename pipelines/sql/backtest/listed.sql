-- One row per flagged setting under the labels just made: its place in its authority's list. Key: urn.
SELECT provider.local_authority, provider.urn,
    row_number() OVER (
        PARTITION BY provider.local_authority
        ORDER BY tier.position::INTEGER, known.position::INTEGER, score.volatility DESC NULLS LAST,
            score.decline DESC NULLS LAST, provider.urn
    ) AS place
FROM served.mart.provider AS provider
JOIN label USING (urn)
JOIN declared_labels AS known USING (label)
JOIN declared_tiers AS tier ON tier.tier = label.tier
LEFT JOIN score USING (urn)
WHERE provider.is_in_scope AND label.tier <> 'universal'
