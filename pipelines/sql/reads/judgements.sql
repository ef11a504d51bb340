-- What each inspection of one provider said, area by area, oldest first.
SELECT judgement.*
FROM served.staging.judgement AS judgement
WHERE urn = $urn
ORDER BY inspected_on, family, area
