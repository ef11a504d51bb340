-- A provider whose name is withheld has no name, and nothing to find it by but its URN, its kind and its area.
SELECT urn
FROM mart.listing
WHERE is_name_withheld AND provider_name IS NOT NULL
