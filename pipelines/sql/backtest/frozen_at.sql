-- One row per date to freeze at; is_reconstructed where no loaded release is that old. Key: as_at.
SELECT unnest($freezes::DATE[]) AS as_at, as_at < (SELECT min(as_at) FROM served.staging.release) AS is_reconstructed
