-- Which settings of a view (`chosen`, matching.sql) a person may mean who typed $find, the likeliest first: those of the
-- chosen areas, then the very number or postcode, names that begin so, the rest by name. Without those of $beside.
SELECT urn, provider_name, provider_type, provider_subtype, local_authority
FROM chosen
WHERE NOT list_contains($beside::VARCHAR[], urn)
ORDER BY
    coalesce(list_contains($local_authorities::VARCHAR[], local_authority), false)
        OR coalesce(list_contains($regions::VARCHAR[], region), false)
        OR coalesce(list_contains($constituencies::VARCHAR[], constituency), false) DESC,
    replace(search_key($find::VARCHAR), ' ', '') IN (lower(urn), lower(replace(coalesce(postcode, ''), ' ', ''))) DESC,
    starts_with(search_text, search_key($find::VARCHAR)) DESC,
    lower(provider_name) NULLS LAST, urn
LIMIT $limit
