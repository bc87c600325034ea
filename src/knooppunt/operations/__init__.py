"""Running it: serve, demo data, backup, restore, health."""
