-- What the served build is: one row.
SELECT * FROM served.mart.build
