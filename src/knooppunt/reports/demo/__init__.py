"""Example reports in every state."""
