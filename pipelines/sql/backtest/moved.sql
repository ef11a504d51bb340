-- One row: how far the first $top of each authority's list (`listed_before`) stay there under other parameters
-- (`listed`).
WITH first AS (
    SELECT before.local_authority, before.urn, before.place, listed.place AS place_then,
        coalesce(listed.place <= $top, false) AS is_kept
    FROM listed_before AS before
    LEFT JOIN listed USING (urn)
    WHERE before.place <= $top
),
authority AS (
    SELECT local_authority, count(*) AS settings, count(*) FILTER (is_kept) AS kept, kept / settings AS kept_share
    FROM first
    GROUP BY local_authority
),
final AS (
    SELECT count(*) AS n_authorities, sum(settings)::BIGINT AS n_settings, sum(kept)::BIGINT AS n_kept,
        avg(kept_share) AS mean_kept_share, min(kept_share) AS least_kept_share,
        -- Where fewest stay; of several such authorities the one with most settings, the same in every run.
        min_by(kept, (kept_share, -settings)) AS n_least_kept, min_by(settings, (kept_share, -settings)) AS n_least,
        count(*) FILTER (kept_share < 1) AS n_authorities_changed,
        (SELECT avg(abs(place_then - place)) FROM first) AS mean_places_moved
    FROM authority
)
SELECT * FROM final
