-- One row per provider to label and date to do it for: per stretch of release dates over which nothing that decides a
-- provider's label can have changed, labelled as at the last of them. Key: urn, from_on.
-- A stretch begins where a release prints something new of a provider, where it stops listing it, and where time alone
-- changes a rule. Too many beginnings would do no harm; one too few would: a test compares with a build at every date.
WITH mention AS (
    SELECT *, urn AS made_of FROM staging.alike
    UNION ALL
    SELECT alike.* REPLACE (chain.urn AS urn), alike.urn
    FROM staging.alike
    JOIN chain ON chain.earlier_urn = alike.urn
),
disputed AS (
    -- Releases disagree, or two dates may be one inspection: what the latest print decides, and each may turn it.
    SELECT DISTINCT mention.urn, mention.family
    FROM mention
    ANTI JOIN agreed
        ON agreed.urn = mention.made_of AND agreed.family = mention.family
        AND agreed.inspected_on = mention.inspected_on
),
said AS (
    SELECT listed.*, coalesce(is_registered, 'yes') = 'yes' AS is_registered
    FROM staging.listed
    LEFT JOIN declared_statuses USING (status)
),
constant AS (
    -- Listed without a gap, saying the same throughout.
    SELECT urn, any_value(local_authority) AS local_authority, min(first_release_id) AS first_id,
        max(last_release_id) AS last_id
    FROM said
    GROUP BY urn
    HAVING count(*) = 1 AND bool_and(is_registered AND kind = 'providers')
        AND any_value(len(release_ids)) = max(last_release_id) - min(first_release_id) + 1
),
listing AS (
    SELECT urn, local_authority, release_id, is_registered, kind, said,
        lag(said) OVER ordered AS said_before, lag(release_id) OVER ordered AS id_before,
        lag(local_authority) OVER ordered AS authority_before, lead(release_id) OVER ordered AS next_id
    FROM (
        SELECT urn, local_authority, is_registered, kind, unnest(release_ids) AS release_id,
            hash(kind, status, is_early_years, registered_on, local_authority, is_name_withheld) AS said
        FROM said
        WHERE urn NOT IN (SELECT urn FROM constant)
    )
    -- Who is registered goes by the releases of providers, where there are any: each kind is followed on its own.
    WINDOW ordered AS (PARTITION BY urn, kind ORDER BY release_id)
),
ending AS (
    SELECT urn, local_authority, last_id AS release_id, NULL AS next_id FROM constant
    UNION ALL
    SELECT urn, local_authority, release_id, next_id FROM listing
),
-- Where time alone changes a rule: the first date past it. A later inspection known by then leaves nothing to change.
graded AS (
    SELECT urn, inspected_on, bool_or(may_turn) OVER (PARTITION BY urn) AS may_turn,
        min(certain_id) OVER (
            PARTITION BY urn ORDER BY inspected_on ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
        ) AS next_known_id
    FROM (
        SELECT urn, inspected_on, bool_or(family = 'report card' OR grade_rank(grade) >= 3) AS may_turn,
            min(first_release_id) FILTER (made_of = urn AND family = 'four-point' AND grade_rank(grade) IS NOT NULL
                AND inspected_on >= DATE '2008-09-01') AS certain_id
        FROM mention
        WHERE family IN ('four-point', 'report card')
        GROUP BY ALL
    )
),
waiting AS (
    SELECT registered.urn, first_seen.release_id,
        registered_on + to_months(CASE WHEN registered_on >= DATE '2026-04-01' THEN $first_inspection_months_2026
            ELSE $first_inspection_months END::INTEGER) AS due_on
    FROM (SELECT DISTINCT urn, registered_on FROM staging.listed WHERE registered_on IS NOT NULL) AS registered
    LEFT JOIN (SELECT urn, min(first_release_id) AS release_id FROM staging.alike GROUP BY urn) AS first_seen USING (urn)
),
timed AS (
    SELECT graded.urn, moment.as_at
    FROM graded
    ASOF JOIN (SELECT *, as_at - to_years($long_since_years::INTEGER) AS limit_on FROM mart.moment) AS moment
        ON graded.inspected_on < moment.limit_on
    WHERE coalesce(graded.next_known_id > moment.release_id, true)
    UNION
    SELECT graded.urn, moment.as_at
    FROM graded
    ASOF JOIN (SELECT *, as_at - to_years($window_years::INTEGER) AS limit_on FROM mart.moment) AS moment
        ON graded.inspected_on < moment.limit_on
    WHERE graded.may_turn
    UNION
    SELECT waiting.urn, moment.as_at
    FROM waiting
    ASOF JOIN mart.moment AS moment ON waiting.due_on < moment.as_at
    WHERE coalesce(waiting.release_id > moment.release_id, true)
),
appearing AS (
    -- Of the few it is asked of.
    SELECT urn, list_distinct(flatten(list(release_ids))) AS release_ids
    FROM staging.listed
    WHERE urn IN (SELECT urn FROM timed UNION SELECT urn FROM staging.leaver)
    GROUP BY urn
),
turn AS (
    SELECT DISTINCT urn, first_release_id AS release_id FROM mention
    UNION
    SELECT DISTINCT urn, unnest(release_ids) FROM mention SEMI JOIN disputed USING (urn, family)
    UNION
    SELECT urn, first_id FROM constant
    UNION
    SELECT listing.urn, listing.release_id
    FROM listing
    LEFT JOIN covered
        ON covered.release_id = listing.id_before
        AND covered.local_authority IS NOT DISTINCT FROM listing.authority_before
    -- One that has left while still listed is told of with the last release to list it.
    WHERE listing.id_before IS NULL OR NOT listing.is_registered OR listing.kind <> 'providers'
        OR listing.said <> listing.said_before OR covered.gone_by < listing.release_id
    UNION
    SELECT ending.urn, covered.gone_by
    FROM ending
    JOIN covered
        ON covered.release_id = ending.release_id
        AND covered.local_authority IS NOT DISTINCT FROM ending.local_authority
    WHERE coalesce(covered.gone_by < ending.next_id, true)
    UNION
    SELECT urn, release_id FROM staging.leaver
    UNION
    SELECT leaver.urn, list_min(list_filter(appearing.release_ids, lambda one: one > leaver.release_id))
    FROM staging.leaver AS leaver
    JOIN appearing USING (urn)
    UNION
    SELECT timed.urn, list_min(list_filter(appearing.release_ids, lambda one: one >= first_then.release_id))
    FROM timed
    JOIN appearing USING (urn)
    JOIN (SELECT as_at, min(release_id) AS release_id FROM staging.release GROUP BY as_at) AS first_then USING (as_at)
),
dated AS (
    SELECT turn.urn, release.as_at
    FROM turn
    JOIN staging.release AS release USING (release_id)
    UNION
    SELECT urn, as_at FROM timed
),
known AS (
    -- Not before a release lists it: nobody is labelled from another's print alone.
    SELECT dated.urn, dated.as_at
    FROM dated
    JOIN (SELECT listed.urn, min(release.as_at) AS as_at FROM staging.listed JOIN staging.release AS release
        ON release.release_id = listed.first_release_id GROUP BY listed.urn) AS first_listed
        ON first_listed.urn = dated.urn AND first_listed.as_at <= dated.as_at
),
stretch AS (
    SELECT known.urn, known.as_at AS from_on,
        coalesce(lead(moment.before_on) OVER (PARTITION BY known.urn ORDER BY known.as_at), $as_at) AS as_at
    FROM known
    JOIN mart.moment AS moment USING (as_at)
),
final AS (
    SELECT stretch.urn, stretch.from_on, stretch.as_at, moment.release_id
    FROM stretch
    JOIN mart.moment AS moment USING (as_at)
)
SELECT * FROM final
