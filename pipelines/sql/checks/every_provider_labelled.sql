-- Every provider in any release has exactly one label, a tier where it is in scope and none where it is not.
SELECT provider.urn
FROM mart.provider AS provider
LEFT JOIN mart.listing AS listing USING (urn)
GROUP BY provider.urn
HAVING count(listing.label) <> 1 OR bool_or(listing.is_in_scope <> (listing.tier IS NOT NULL))
