"""Forms of the logbook, by noun."""
