-- When one setting is likely to be inspected next, an estimate; no row where there is none.
SELECT * FROM served.mart.inspection_window WHERE urn = $urn
