"""Example data of the framework."""
