"""The index: its schema, its place on disk, who writes it and who reads it. The only part that knows tantivy."""
