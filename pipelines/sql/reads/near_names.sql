-- Settings whose name, number, postcode or town is spelt nearly as $words, the nearest first, without those of $beside: the
-- same letters and figures but for spaces ($plain), or every word in the text or with no more letters wrong in a word of
-- it than $wrong allows for it. A word with a figure allows none: another number is another setting; nor does what stands
-- for a withheld name.
WITH measured AS (
    SELECT *,
        contains(replace(search_text, ' ', ''), $plain) AS is_plain,
        list_transform(list_zip($words::VARCHAR[], $wrong::INTEGER[]), lambda asked:
            CASE
                WHEN contains(search_text, asked[1]) THEN 0
                WHEN asked[2] > 0 AND provider_name IS NOT NULL THEN coalesce(list_min(list_transform(
                    list_filter(string_split(search_text, ' '), lambda word: abs(len(word) - len(asked[1])) <= asked[2]),
                    lambda word: damerau_levenshtein(word, asked[1]))), 99)
                ELSE 99
            END) AS apart
    FROM served.mart.listing
    WHERE NOT list_contains($beside::VARCHAR[], urn)
),
final AS (
    SELECT urn, provider_name, provider_type, provider_subtype, local_authority, region, constituency,
        CASE WHEN is_plain THEN 0 ELSE list_sum(apart) END AS letters
    FROM measured
    WHERE is_plain OR len(list_filter(list_zip(apart, $wrong::INTEGER[]), lambda one: one[1] > one[2])) = 0
)
SELECT urn, provider_name, provider_type, provider_subtype, local_authority
FROM final
ORDER BY
    coalesce(list_contains($local_authorities::VARCHAR[], local_authority), false)
        OR coalesce(list_contains($regions::VARCHAR[], region), false)
        OR coalesce(list_contains($constituencies::VARCHAR[], constituency), false) DESC,
    letters, lower(provider_name) NULLS LAST, urn
LIMIT $limit
