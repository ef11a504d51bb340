-- One row per registration whose inspections a history is made of, as at each date asked: its own, and by confirmed
-- links those of earlier registrations. Key: urn, as_at, made_of. `known_id` is the newest release known then.
SELECT urn, as_at, release_id AS known_id, urn AS made_of FROM asked
UNION ALL
SELECT asked.urn, asked.as_at, asked.release_id, chain.earlier_urn
FROM asked
JOIN chain USING (urn)
