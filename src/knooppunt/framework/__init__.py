"""Concept schemes, frameworks, their items and associations, and how far organisations are with them."""
