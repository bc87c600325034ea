"""Finding entries: what the index holds of them, the search page, feeds of a search, and searches that mail."""
