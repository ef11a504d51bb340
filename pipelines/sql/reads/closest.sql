-- Which settings of a view (`chosen`, matching.sql) a person may mean who typed $find, the likeliest first: those of the
-- chosen areas, then the very number or postcode, names that begin so, the rest by name. Without those of $beside.
SELECT urn, provider_name, provider_type, local_authority
FROM chosen
WHERE NOT list_contains($beside::VARCHAR[], urn)
ORDER BY
    coalesce(list_contains($local_authorities::VARCHAR[], local_authority), false)
        OR coalesce(list_contains($regions::VARCHAR[], region), false)
        OR coalesce(list_contains($constituencies::VARCHAR[], constituency), false) DESC,
    lower(urn) = $plain OR coalesce(lower(replace(postcode, ' ', '')) = $plain, false) DESC,
    coalesce(starts_with(lower(provider_name), lower($find::VARCHAR)), false) DESC,
    lower(provider_name) NULLS LAST, urn
LIMIT $limit
