-- The parameters this build was made with.
SELECT * FROM served.mart.parameter
