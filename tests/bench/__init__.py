"""Measurements against the budgets (``make bench``): one small function per figure. Nothing here asserts."""
