"""Every write of the framework."""
