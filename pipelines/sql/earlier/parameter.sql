-- One row per parameter the published build was made with. Key: parameter.
SELECT * FROM base.mart.parameter
