"""Every non-trivial read of the logbook, by noun."""
