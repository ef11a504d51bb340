-- The settings of the feed whose local label differs from the open one, then those no loaded open release lists;
-- of each the gravest local label first.
SELECT urn, provider_name, provider_type, label, tier, open_label, open_tier, because, history
FROM served.mart.local_label
WHERE because IS NOT NULL
ORDER BY open_label IS NULL, tier_order NULLS LAST, label_order, urn
