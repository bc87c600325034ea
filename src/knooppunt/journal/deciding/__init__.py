"""What the logbook lets people decide from the weekly mail: proposed moments, and rows of the plan that are old."""
