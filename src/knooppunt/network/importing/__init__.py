"""Taking in lists of contacts: reading files, understanding columns and cells, and planning what would happen."""
