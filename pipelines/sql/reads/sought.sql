-- The words of $find as a search compares them.
SELECT string_split(search_key($find::VARCHAR), ' ') AS words
