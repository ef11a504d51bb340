-- One row per scored provider in scope: the share of scored providers of its type whose score is lower. Key: urn.
-- percent_rank counts those strictly below over the others; the share is over all of them, so it is scaled back.
WITH scored AS (
    SELECT score.urn, provider.provider_type, score.volatility, score.decline
    FROM score
    JOIN mart.provider AS provider USING (urn)
    WHERE score.as_at = $as_at AND provider.is_in_scope AND score.volatility IS NOT NULL
),
final AS (
    SELECT urn,
        (rank() OVER (PARTITION BY provider_type ORDER BY volatility) - 1)
            / count(*) OVER (PARTITION BY provider_type) AS volatility_share_below,
        (rank() OVER (PARTITION BY provider_type ORDER BY decline) - 1)
            / count(*) OVER (PARTITION BY provider_type) AS decline_share_below,
        count(*) OVER (PARTITION BY provider_type) AS peer_count
    FROM scored
)
SELECT * FROM final
