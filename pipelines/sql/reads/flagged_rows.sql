-- A page of the settings of a view (`chosen`, matching.sql) in the order asked for, each with its number on the page and
-- the estimate of its next inspection. Without a limit all of them. Of a search, names that begin as typed come first.
-- Rows are long: those of the page are found before they are read.
SELECT page.number, listing.*, coalesce(marks[-1].is_provisional, false) AS is_provisional, coming.window_from, coming.window_to,
    coming.is_overdue, coming.is_unknown
FROM (
    SELECT place, row_number() OVER () AS number
    FROM (
        SELECT place
        FROM chosen
        ORDER BY
            coalesce(starts_with(search_text, search_key($find::VARCHAR)), false) DESC,
            CASE WHEN $order = 'volatility' THEN volatility END DESC NULLS LAST,
            CASE WHEN $order = 'decline' THEN decline END DESC NULLS LAST,
            CASE WHEN $order = 'inspected' THEN inspected_on END DESC NULLS LAST,
            CASE WHEN $order = 'name' THEN lower(provider_name) END NULLS LAST,
            tier_order NULLS LAST, label_order, volatility DESC NULLS LAST, decline DESC NULLS LAST, urn
        LIMIT $limit OFFSET $offset
    )
) AS page
JOIN served.mart.listing AS listing ON listing.rowid = page.place
LEFT JOIN (SELECT urn, window_from, window_to, is_overdue, is_unknown FROM served.mart.inspection_window) AS coming
    USING (urn)
ORDER BY number
