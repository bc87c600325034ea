"""Example plans for the demo."""
