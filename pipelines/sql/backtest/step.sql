-- One row per step from a Secure inspection to the next, in the newest history: what had been, what came, and with which
-- other steps it stands alike. Key: urn, position (of the earlier inspection).
-- A release prints a few inspections of each setting at once. Of those printed by the first release that knows the
-- setting, a fall, soon visited again, pushes older inspections out of print: such steps stand alike only where as many
-- inspections were printed before and after them. Later ones are printed as they happen.
WITH scored AS (
    SELECT history.urn, history.position, history.inspected_on, history.scale, history.band, history.worst_rank,
        history.band = 'secure' AS is_secure, coalesce(history.is_satisfactory, false) AS is_satisfactory,
        history.first_release_id = min(history.first_release_id) OVER (PARTITION BY history.urn) AS is_first_print
    FROM served.mart.history AS history
    WHERE history.is_scored
),
dips AS (
    -- The run below Good that an inspection belongs to, numbered by the Secure inspections before it.
    SELECT *,
        count(*) FILTER (is_secure) OVER (PARTITION BY urn ORDER BY position) AS secure_before,
        count(*) FILTER (is_first_print) OVER (PARTITION BY urn) AS printed_first
    FROM scored
),
solid AS (
    SELECT urn, secure_before, max(position) AS position, bool_or(NOT is_satisfactory) AS is_solid
    FROM dips
    WHERE NOT is_secure
    GROUP BY urn, secure_before
),
paired AS (
    SELECT dips.*,
        lead(is_secure) OVER ordered AS next_secure, lead(is_satisfactory) OVER ordered AS next_satisfactory,
        lead(scale) OVER ordered AS next_scale, lead(is_first_print) OVER ordered AS next_first_print
    FROM dips
    WINDOW ordered AS (PARTITION BY urn ORDER BY position)
),
final AS (
    SELECT paired.urn, paired.position, provider.provider_type,
        solid.is_solid IS NOT NULL AS had_dip,
        coalesce(solid.is_solid, false) AS had_solid_dip,
        NOT next_secure AS is_fall,
        NOT next_secure AND NOT next_satisfactory AND next_scale = paired.scale AS is_solid_fall,
        concat_ws(' ', provider.provider_type, paired.scale, paired.worst_rank, year(paired.inspected_on),
            paired.position = 1,
            CASE WHEN next_first_print THEN paired.position || ' of ' || printed_first END) AS stands_alike
    FROM paired
    JOIN served.mart.provider AS provider USING (urn)
    ASOF LEFT JOIN solid ON solid.urn = paired.urn AND paired.position > solid.position
    WHERE paired.is_secure AND next_secure IS NOT NULL
)
SELECT * FROM final ORDER BY urn, position
