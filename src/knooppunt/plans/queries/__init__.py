"""Reading plans. Every read begins with ``plans_visible_to``."""
