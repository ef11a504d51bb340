-- One row per freeze: who was frozen, who of them was Secure, who of these can be compared, and what became of them.
SELECT frozen."freeze", count(*) AS n_frozen,
    count(*) FILTER (band = 'secure') AS n_secure,
    count(*) FILTER (band = 'secure' AND NOT is_comparable) AS n_not_comparable,
    count(*) FILTER (band = 'secure' AND is_comparable) AS n_compared,
    count(next_on) FILTER (band = 'secure' AND is_comparable) AS n_reinspected,
    count(*) FILTER (band = 'secure' AND is_comparable AND is_not_secure) AS n_not_secure,
    count(*) FILTER (band = 'secure' AND is_comparable AND is_relapse) AS n_relapse,
    count(*) FILTER (band = 'secure' AND is_comparable AND has_left) AS n_left,
    count(*) FILTER (band = 'secure' AND is_comparable AND NOT is_listed_later) AS n_not_listed_later,
    count(DISTINCT local_authority) FILTER (band = 'secure' AND is_comparable) AS n_authorities
FROM frozen
JOIN outcome USING ("freeze", urn)
GROUP BY ALL
ORDER BY ALL
