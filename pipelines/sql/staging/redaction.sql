-- One row per release that withholds a name the release before printed, or prints one it withheld. Key: urn, release_id.
-- It says that a name was withheld, never which.
SELECT urn, release_id, is_name_withheld
FROM snapshot
QUALIFY is_name_withheld <> lag(is_name_withheld) OVER (PARTITION BY urn ORDER BY release_id)
ORDER BY urn, release_id
