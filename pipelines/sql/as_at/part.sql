-- One row per provider of one part and date asked: what is worked out for it touches no other provider. Key: urn, as_at.
SELECT *
FROM scratch.main.asked
WHERE hash(urn) % $parts = $part
