"""Pages that compose many apps: home, this week, national overview."""
