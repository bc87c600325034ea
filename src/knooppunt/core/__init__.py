"""What every part stands on. Knows no domain app."""
