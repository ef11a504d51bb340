-- The dates a build can be looked at: those of its releases, newest first, with what each covers.
SELECT as_at, coverage, release_count FROM served.mart.moment WHERE release_count > 0 ORDER BY as_at DESC
