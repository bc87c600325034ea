"""Finding things: an index beside the database, and the Dutch that it takes to ask it. Knows no domain app."""
