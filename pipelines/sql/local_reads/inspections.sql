-- The inspections of one setting that the feed lists, oldest first, and whether an open release prints each as well.
SELECT * EXCLUDE (urn) FROM served.mart.local_inspection WHERE urn = $urn AND is_in_feed ORDER BY inspected_on, family
