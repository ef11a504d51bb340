-- One row per provider: who it is, its label, scores, and history in words. Key: urn. The `labels` export.
WITH scored AS (
    SELECT urn,
        list_sort(list({'position': position, 'year': year(inspected_on), 'band': band, 'scale': scale,
            'word': result_words, 'is_provisional': is_satisfactory OR coalesce(is_provisional, false),
            'words': words_in_history, 'is_carried_over': from_urn IS NOT NULL})) AS marks
    FROM mart.history
    LEFT JOIN (SELECT urn, position, is_provisional FROM mart.change) AS change USING (urn, position)
    WHERE is_scored
    GROUP BY urn
),
told AS (
    SELECT urn, array_to_string(list_transform(marks, lambda one: one.words), ' → ') AS history,
        list_transform(marks, lambda one: {'position': one.position, 'year': one.year, 'band': one.band,
            'scale': one.scale, 'word': one.word, 'is_provisional': one.is_provisional,
            'is_carried_over': one.is_carried_over}) AS marks
    FROM scored
),
printed AS (
    -- Of the first release to print a graded inspection of a provider: how many it prints.
    SELECT urn, min(release_id) AS release_id, arg_min(graded, release_id) AS graded
    FROM (
        SELECT urn, first_release_id AS release_id, count(*) AS graded
        FROM staging.alike
        WHERE family IN ('four-point', 'report card')
        GROUP BY ALL
    )
    GROUP BY urn
),
room AS (
    -- How many graded inspections a release could show for a provider.
    SELECT release_id, coalesce(try_cast(layout.graded_slots AS INTEGER), 1) AS graded_slots,
        layout.kind IS DISTINCT FROM 'inspections' AS has_slots
    FROM staging.release
    LEFT JOIN declared_layouts AS layout USING (layout)
),
together AS (
    -- The same for the releases that list a provider: most are listed by all.
    SELECT release_ids, sum(graded_slots) AS graded_slots
    FROM (SELECT release_ids, unnest(release_ids) AS release_id FROM (SELECT DISTINCT release_ids FROM staging.listed))
    JOIN room USING (release_id)
    GROUP BY release_ids
),
slots AS (
    SELECT listed.urn, sum(together.graded_slots) AS graded_slots,
        -- Whether the oldest release that prints any is full: earlier inspections may exist.
        bool_or(room.has_slots AND list_contains(listed.release_ids, printed.release_id)
            AND printed.graded >= room.graded_slots) AS has_earlier_history
    FROM staging.listed
    JOIN together USING (release_ids)
    LEFT JOIN printed USING (urn)
    LEFT JOIN room ON room.release_id = printed.release_id
    GROUP BY listed.urn
),
shown_three AS (
    -- The last file layout to print three was last published in August 2023. Whom a national release of it does not
    -- list was not registered by then.
    SELECT DATE '2023-08-31' AS until_on, min(as_at) AS listed_on
    FROM staging.release
    JOIN room USING (release_id)
    WHERE has_slots AND graded_slots >= 3 AND coverage = 'national' AND as_at <= DATE '2023-08-31'
),
final AS (
    SELECT
        provider.urn, provider.provider_name, provider.is_name_withheld, provider.provider_type,
        provider.provider_subtype, provider.registers, provider.local_authority, provider.local_authority_printed,
        provider.region,
        provider.constituency, provider.address, provider.postcode,
        provider.easting, provider.northing, provider.deprivation_band, provider.places,
        provider.registered_on, provider.status,
        label.label, label.tier, label.flags,
        CASE WHEN provider.is_in_scope THEN latest.may_affect_funded_places END AS may_affect_funded_places,
        latest.band, latest.scale, latest.grade, latest.weakest_grade, latest.areas_below, latest.areas_judged,
        latest.safeguarding, latest.inspected_on, told.history, coalesce(latest.scored_count, 0) AS scored_count,
        score.volatility, peer.volatility_share_below, score.decline, peer.decline_share_below, peer.peer_count,
        score.evidence, reason.reason,
        coalesce(slots.has_earlier_history, false) AS has_earlier_history,
        slots.graded_slots >= 3 OR coalesce(latest.scored_count, 0) >= 3 AS can_show_pattern,
        -- Whether releases of 2020 to 2023 could show more of it: it was registered by then, as far as is known.
        NOT can_show_pattern AND coalesce(
            provider.registered_on, CASE WHEN listed_on < provider.first_seen_on THEN provider.first_seen_on END, until_on
        ) <= until_on AS can_be_lengthened,
        provider.report_url, provider.first_seen_on, provider.last_seen_on, $as_at::DATE AS as_at,
        provider.is_in_scope, tier.position::INTEGER AS tier_order, declared_labels.position::INTEGER AS label_order,
        told.marks,
        -- The name first (where it is withheld, all that may stand for it), then the URN, the postcode with a space and
        -- without, and the town: the end of the address. What is withheld is not there to be searched.
        concat_ws(' ', search_key(coalesce(provider.provider_name,
                concat_ws(' ', provider.provider_type, provider.provider_subtype))),
            search_key(provider.urn), search_key(provider.postcode), lower(postcode_key(provider.postcode)),
            search_key(split_part(provider.address, ',', -1))) AS search_text
    FROM mart.provider AS provider
    JOIN label ON label.urn = provider.urn AND label.as_at = $as_at
    JOIN declared_labels ON declared_labels.label = label.label
    LEFT JOIN latest ON latest.urn = provider.urn AND latest.as_at = $as_at
    LEFT JOIN score ON score.urn = provider.urn AND score.as_at = $as_at
    LEFT JOIN peer ON peer.urn = provider.urn
    LEFT JOIN reason ON reason.urn = provider.urn AND reason.as_at = $as_at
    LEFT JOIN told ON told.urn = provider.urn
    LEFT JOIN slots ON slots.urn = provider.urn
    LEFT JOIN declared_tiers AS tier ON tier.tier = label.tier
    CROSS JOIN shown_three
)
SELECT * FROM final
ORDER BY tier_order NULLS LAST, label_order, volatility DESC NULLS LAST, decline DESC NULLS LAST, urn
