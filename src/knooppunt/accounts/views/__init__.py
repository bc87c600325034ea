"""Pages of accounts, by audience: signing in, one's own page, the second factor, the demo."""
