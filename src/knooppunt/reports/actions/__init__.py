"""Every write of the reports."""
