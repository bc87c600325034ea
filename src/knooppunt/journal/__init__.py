"""The logbook of a hub: moments, hours, proposals and the weekly mail."""
