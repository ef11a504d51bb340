-- One row per inspection of the newest build, in the columns of mart.history. Key: urn, as_at, family, inspected_on.
SELECT history.*, $as_at::DATE AS as_at FROM served.mart.history AS history
