"""Every write of the logbook, by noun."""
