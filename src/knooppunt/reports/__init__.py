"""The half-year report: what was recorded in a period, with a story beside it, frozen when it goes out."""
