"""Pages of the logbook, by noun."""
