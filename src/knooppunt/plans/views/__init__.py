"""The pages of the action plan."""
