"""Every read of the reports."""
