"""Every read of the framework that is more than one line."""
