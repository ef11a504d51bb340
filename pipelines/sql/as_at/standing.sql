-- One row per provider and date asked: whether it is in scope then or has left. Key: urn, as_at.
-- It goes by the newest release known then that lists the provider; an inspection-level release says who was inspected,
-- not who is registered, and counts only where no other release does. Before every release, by the first to list it.
WITH known AS (
    SELECT asked.urn, asked.from_on, asked.as_at, asked.release_id AS known_id, listed.* EXCLUDE (urn, release_ids),
        CASE
            WHEN $is_reconstructed THEN listed.first_release_id
            WHEN listed.last_release_id <= asked.release_id THEN listed.last_release_id
            ELSE list_max(list_filter(listed.release_ids, lambda one: one <= asked.release_id))
        END AS said_id
    FROM asked
    JOIN staging.listed ON listed.urn = asked.urn AND listed.first_release_id <= asked.release_id
),
newest AS (
    SELECT urn, from_on, as_at, any_value(known_id) AS known_id,
        min(first_release_id) AS first_release_id,
        max_by({'release_id': said_id, 'status': status, 'is_early_years': is_early_years,
                'local_authority': local_authority},
            CASE WHEN kind = 'providers' THEN 1000000 ELSE 0 END + CASE WHEN $is_reconstructed THEN -said_id ELSE said_id END
        ) AS said,
        arg_max(registered_on, said_id) AS registered_on
    FROM known
    GROUP BY urn, from_on, as_at
),
gone AS (
    SELECT newest.urn, newest.as_at, arg_max(leaver.left_on, leaver.release_id) AS left_on
    FROM newest
    JOIN staging.leaver ON leaver.urn = newest.urn AND leaver.release_id > newest.said.release_id
        AND leaver.release_id <= newest.known_id
    WHERE NOT $is_reconstructed
    GROUP BY ALL
),
judged AS (
    SELECT newest.urn, newest.from_on, newest.as_at, newest.said, newest.registered_on, newest.first_release_id,
        gone.left_on, coalesce(status.is_registered, 'yes') = 'yes' AS is_registered,
        NOT $is_reconstructed AND coalesce(covered.gone_by <= newest.known_id, false) OR gone.urn IS NOT NULL AS is_gone
    FROM newest
    LEFT JOIN gone ON gone.urn = newest.urn AND gone.as_at = newest.as_at
    LEFT JOIN covered
        ON covered.release_id = newest.said.release_id
        AND covered.local_authority IS NOT DISTINCT FROM newest.said.local_authority
    LEFT JOIN declared_statuses AS status ON status.status = newest.said.status
),
visited AS (
    SELECT urn, min(inspected_on) AS first_on
    FROM staging.alike
    WHERE $is_reconstructed
    GROUP BY urn
),
final AS (
    SELECT judged.urn, from_on, judged.as_at, registered_on, left_on,
        is_gone OR NOT is_registered AS has_left,
        said.is_early_years AND NOT (is_gone OR NOT is_registered)
            AS is_in_scope,
        CASE WHEN is_registered AND is_gone THEN 'left' ELSE coalesce(said.status, 'active') END AS status,
        first_release.as_at AS first_seen_on, last_release.as_at AS last_seen_on
    FROM judged
    JOIN staging.release AS first_release ON first_release.release_id = judged.first_release_id
    JOIN staging.release AS last_release ON last_release.release_id = judged.said.release_id
    LEFT JOIN visited USING (urn)
    -- Not registered yet. Without a date of registration, an inspection by then shows that it was there.
    WHERE NOT $is_reconstructed OR coalesce(coalesce(registered_on, visited.first_on) <= judged.as_at, false)
)
SELECT * FROM final
