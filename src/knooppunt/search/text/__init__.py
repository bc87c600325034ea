"""From words to what is looked up: folding, stems, compounds, synonyms, typing errors. No database, no index."""
