-- One row per kind of area, measure and number of settings: the limits of a funnel plot around the share of the whole.
-- Key: area_kind, measure, settings. Numbers of settings are those of the areas, and others in between for drawing.
-- Exact: with X settings of n by chance alone (binomial, n and the pooled share), a count x lies outside the 95 % limits
-- where P(X >= x) or P(X <= x) is 2.5 % or less, the 99.8 % limits where it is 0.1 % or less. Between whole counts a
-- limit lies where the straight line between their probabilities reaches that. No count lies below a limit of 0.
WITH pooled AS (
    SELECT count.measure, count.n / area.settings AS p
    FROM mart.area AS area
    CROSS JOIN LATERAL (
        SELECT measure, coalesce(sum(mix.settings), 0)::DOUBLE AS n
        FROM declared_measures
        LEFT JOIN mart.area_mix AS mix ON mix.area_kind = 'all' AND mix.dimension = 'tier'
            AND list_contains(string_split(tiers, ';'), mix.value)
        GROUP BY measure
    ) AS count
    WHERE area.area_kind = 'all'
),
reach AS (
    SELECT area_kind, min(settings) AS low, max(settings) AS high
    FROM mart.area
    WHERE area_kind <> 'all'
    GROUP BY area_kind
),
size AS (
    SELECT area_kind, settings AS n FROM mart.area WHERE area_kind <> 'all'
    UNION
    -- Evenly spread, for the eye.
    SELECT area_kind, greatest(1, round(step / 60 * high * 1.05))::BIGINT
    FROM reach
    CROSS JOIN generate_series(0, 60) AS every(step)
    UNION
    -- Every one where limits turn most.
    SELECT area_kind, step FROM reach CROSS JOIN generate_series(1, 80) AS every(step) WHERE step <= high
),
asked AS (
    SELECT area_kind, measure, n, p FROM size CROSS JOIN pooled WHERE p > 0 AND p < 1
),
-- Beyond ten standard deviations nothing is left that could move a limit.
chance AS (
    SELECT measure, p, n, x, exp(lgamma(n + 1) - lgamma(x + 1) - lgamma(n - x + 1) + x * ln(p) + (n - x) * ln(1 - p)) AS f
    FROM (SELECT DISTINCT measure, p, n FROM asked)
    CROSS JOIN LATERAL generate_series(
        greatest(0, floor(n * p - 10 * sqrt(n * p * (1 - p)) - 10))::BIGINT,
        least(n, ceil(n * p + 10 * sqrt(n * p * (1 - p)) + 20))::BIGINT
    ) AS counts(x)
),
tail AS (
    SELECT measure, n, x, f,
        sum(f) OVER (PARTITION BY measure, n ORDER BY x) AS at_most,
        sum(f) OVER (PARTITION BY measure, n ORDER BY x DESC) AS at_least
    FROM chance
),
crossing AS (
    -- Per limit the last count inside it, and how far beyond it the line reaches: 0 to 1.
    SELECT measure, n, level,
        arg_min(x - (at_most - level) / f, x) FILTER (at_most > level) AS low,
        arg_max(x + (at_least - level) / f, x) FILTER (at_least > level) AS high
    FROM tail
    CROSS JOIN (VALUES (0.025), (0.001)) AS levels(level)
    GROUP BY measure, n, level
),
final AS (
    SELECT asked.area_kind, asked.measure, asked.n AS settings, asked.p AS pooled_share,
        greatest(0, max(low) FILTER (level = 0.025) / asked.n) AS low_95,
        least(1, max(high) FILTER (level = 0.025) / asked.n) AS high_95,
        greatest(0, max(low) FILTER (level = 0.001) / asked.n) AS low_998,
        least(1, max(high) FILTER (level = 0.001) / asked.n) AS high_998
    FROM asked
    JOIN crossing ON crossing.measure = asked.measure AND crossing.n = asked.n
    GROUP BY asked.area_kind, asked.measure, asked.n, asked.p
)
SELECT * FROM final ORDER BY area_kind, measure, settings
