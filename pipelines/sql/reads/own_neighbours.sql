-- A council's own list of similar authorities: as written, and which loaded authorities are meant.
SELECT * FROM served.mart.own_neighbour ORDER BY line
