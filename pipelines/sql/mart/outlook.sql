-- One row per group of alike settings: how many were inspected again, and how many of them were not Secure then.
-- Key: band, course, grade, provider_group, label, evidence, era ('all' where the group is not narrowed by it).
-- A group's parent is the group without its last narrowing, in that order. Each is estimated as a Beta-Binomial
-- whose prior is centred on the rest of its parent, the parent's own prior included, and is worth $outlook_strength
-- settings, or as many as that rest is if fewer: no setting counts twice (METHOD.md says more). `low` and `high` are the
-- interval of that estimate, not of the share as counted.
-- Every observed step counts once: one between two carried inspections stands with the registration that had it.
WITH RECURSIVE own AS (
    SELECT urn, position
    FROM mart.history
    WHERE is_scored AND from_urn IS NULL
),
gone_on AS (
    -- A registration continued by a confirmed later one: what came next is told there.
    SELECT DISTINCT from_urn AS urn
    FROM mart.history
    WHERE from_urn IS NOT NULL
),
begun AS (
    SELECT starts_on::DATE AS starts_on, framework FROM declared_frameworks
),
cell AS (
    SELECT state.band, state.grade, state.label, state.evidence, provider.provider_type, begun.framework,
        count(own.urn) AS next_count,
        count(own.urn) FILTER (state.is_next_below) AS below_count,
        count(*) FILTER (state.next_on IS NULL AND gone_on.urn IS NULL) AS waiting_count
    FROM mart.state AS state
    JOIN mart.provider AS provider USING (urn)
    LEFT JOIN own ON own.urn = state.urn AND own.position = state.position + 1
    LEFT JOIN gone_on ON gone_on.urn = state.urn
    ASOF LEFT JOIN begun ON state.next_on >= begun.starts_on
    GROUP BY ALL
),
shape (used) AS (
    -- Which of the seven parts narrow a group: down to the state of a setting, then by provider group, band and era.
    VALUES ('0000000'), ('1000000'), ('1100000'), ('1110000'), ('1111000'), ('1111100'), ('1111110'),
        ('0001000'), ('1001000'), ('0000001'), ('1000001'), ('0001001'), ('1001001')
),
named AS (
    SELECT
        [band, likeness.course, grade, coalesce(provider_type.provider_group, 'other settings'), label,
            coalesce(evidence, 'not scored'), coalesce(framework, 'none')] AS parts,
        next_count, below_count, waiting_count
    FROM cell
    JOIN declared_likeness AS likeness USING (label)
    LEFT JOIN declared_provider_types AS provider_type USING (provider_type)
    WHERE (likeness.is_secure = 'yes') = (band = 'secure')
),
narrowed AS (
    SELECT
        list_transform(parts, lambda part, place: CASE WHEN used[place] = '1' THEN part ELSE 'all' END) AS parts,
        list_transform(parts, lambda part, place:
            CASE WHEN used[place] = '1' AND place < length(rtrim(used, '0')) THEN part ELSE 'all' END) AS parent,
        length(replace(used, '0', '')) AS depth,
        next_count, below_count,
        -- Not inspected again is not inspected again in any era.
        CASE WHEN used[7] = '0' THEN waiting_count END AS waiting_count
    FROM named
    CROSS JOIN shape
    WHERE used[7] = '0' OR next_count > 0
),
rolled AS (
    SELECT parts, parent, depth, sum(next_count)::BIGINT AS next_count, sum(below_count)::BIGINT AS below_count,
        sum(waiting_count)::BIGINT AS waiting_count
    FROM narrowed
    GROUP BY ALL
),
-- `prior` and `strength`: the share expected from the rest of the parent, and how many settings that is worth.
expected AS (
    SELECT parts, depth, next_count, below_count, waiting_count, 0.5::DOUBLE AS prior, 1::DOUBLE AS strength
    FROM rolled
    WHERE depth = 0
    UNION ALL
    SELECT child.parts, child.depth, child.next_count, child.below_count, child.waiting_count,
        (parent.below_count - child.below_count + parent.prior * parent.strength)
            / (parent.next_count - child.next_count + parent.strength),
        least($outlook_strength, parent.next_count - child.next_count + parent.strength)
    FROM rolled AS child
    JOIN expected AS parent ON parent.parts = child.parent
    WHERE child.depth > 0
),
estimated AS (
    SELECT *, prior * strength + below_count AS alpha, (1 - prior) * strength + next_count - below_count AS beta
    FROM expected
),
-- The 95 % interval: the density of the log odds, added up over a grid that is fine around its middle and coarse far
-- out (points at sinh of even steps), far enough out on both sides that what is left out is nothing.
spread AS (
    SELECT *, row_number() OVER () AS number, ln(alpha / beta) AS centre, least(1, sqrt(1 / alpha + 1 / beta)) AS scale,
        asinh(9 + 20 / least(alpha, beta) / scale) AS reach
    FROM estimated
),
point AS (
    SELECT number, place, alpha, beta, centre, centre + scale * sinh(reach * (place / 400 - 1)) AS odds,
        cosh(reach * (place / 400 - 1)) AS width
    FROM spread
    CROSS JOIN range(801) AS grid (place)
),
weighed AS (
    SELECT number, place, odds,
        width * exp(alpha * (odds - centre) - (alpha + beta) * (
            greatest(odds, 0) + ln(1 + exp(-abs(odds))) - greatest(centre, 0) - ln(1 + exp(-abs(centre))))) AS weight
    FROM point
),
running AS (
    SELECT number, odds, sum(weight) OVER (PARTITION BY number ORDER BY place) - weight / 2 AS upto
    FROM weighed
),
shared AS (
    SELECT number, odds, upto / total AS below
    FROM running
    JOIN (SELECT number, sum(weight) AS total FROM weighed GROUP BY number) AS whole USING (number)
),
sides AS (
    -- The grid points on either side of each bound.
    SELECT number,
        max_by({'odds': odds, 'below': below}, odds) FILTER (below <= 0.025) AS low_from,
        min_by({'odds': odds, 'below': below}, odds) FILTER (below > 0.025) AS low_to,
        max_by({'odds': odds, 'below': below}, odds) FILTER (below <= 0.975) AS high_from,
        min_by({'odds': odds, 'below': below}, odds) FILTER (below > 0.975) AS high_to
    FROM shared
    GROUP BY number
),
bounds AS (
    SELECT number,
        low_from.odds + (low_to.odds - low_from.odds) * (0.025 - low_from.below) / (low_to.below - low_from.below) AS low_odds,
        high_from.odds + (high_to.odds - high_from.odds) * (0.975 - high_from.below) / (high_to.below - high_from.below)
            AS high_odds
    FROM sides
),
final AS (
    SELECT
        parts[1] AS band, parts[2] AS course, parts[3] AS grade, parts[4] AS provider_group, parts[5] AS label,
        parts[6] AS evidence, parts[7] AS era, depth::INTEGER AS depth, next_count, below_count,
        CASE WHEN next_count > 0 THEN below_count / next_count END AS below_share,
        alpha / (alpha + beta) AS estimate, 1 / (1 + exp(-low_odds)) AS low, 1 / (1 + exp(-high_odds)) AS high,
        waiting_count
    FROM spread
    JOIN bounds USING (number)
)
SELECT * FROM final
