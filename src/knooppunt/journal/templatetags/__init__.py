"""Template tags of the logbook."""
