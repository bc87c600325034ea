"""Input of the pages."""
