-- A provider whose name is withheld has no name, and nothing to find it by but its URN and its place.
SELECT urn
FROM mart.listing
WHERE is_name_withheld AND provider_name IS NOT NULL
