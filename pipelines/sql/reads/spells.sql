-- How the label of one provider moved: one row per stretch of release dates with the same label, tier and flags, newest
-- first. `reason` is as it stood when the stretch began.
WITH marked AS (
    SELECT *, (label, tier, flags) IS DISTINCT FROM lag((label, tier, flags)) OVER (ORDER BY from_on) AS is_new
    FROM served.mart.spell
    WHERE urn = $urn
),
numbered AS (
    SELECT *, count(*) FILTER (is_new) OVER (ORDER BY from_on) AS number
    FROM marked
),
final AS (
    SELECT min(from_on) AS from_on, max(until_on) AS until_on, label, tier, flags, arg_min(reason, from_on) AS reason
    FROM numbered
    GROUP BY number, label, tier, flags
)
SELECT * FROM final ORDER BY from_on DESC
