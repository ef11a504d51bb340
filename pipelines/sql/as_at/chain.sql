-- One row per earlier registration that a provider's history goes on from, by confirmed links joined end to end.
-- Key: urn, earlier_urn. `through` are the registrations on the way: theirs must begin after those carried over.
WITH RECURSIVE reach (urn, earlier_urn, through) AS (
    SELECT urn, earlier_urn, [urn] FROM link WHERE decision = 'confirmed'
    UNION
    SELECT reach.urn, link.earlier_urn, list_append(reach.through, link.urn)
    FROM reach
    JOIN link ON link.urn = reach.earlier_urn AND link.decision = 'confirmed'
    WHERE NOT list_contains(reach.through, link.urn)
),
final AS (
    SELECT urn, earlier_urn, list_distinct(flatten(list(through))) AS through
    FROM reach
    WHERE earlier_urn <> urn
    GROUP BY urn, earlier_urn
)
SELECT * FROM final
