-- An inspection stands once: no provider has two of one family on one date.
SELECT urn, family, inspected_on
FROM mart.history
GROUP BY ALL
HAVING count(*) > 1
