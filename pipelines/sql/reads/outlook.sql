-- Every group of alike settings and what came next for it, the widest first within each part of the table.
SELECT * FROM served.mart.outlook
ORDER BY era <> 'all', provider_group <> 'all' AND course = 'all', list_position(['all', 'secure', 'below', 'serious'], band),
    list_position(['all', 'came back', 'stayed', 'first', 'fell', 'still below', 'serious'], course),
    grade <> 'all', grade, provider_group <> 'all', provider_group, label <> 'all', label,
    list_position(['all', 'not scored', 'thin', 'some', 'strong'], evidence), era
