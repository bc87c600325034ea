"""Input of the framework."""
