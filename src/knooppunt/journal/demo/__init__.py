"""Example moments."""
