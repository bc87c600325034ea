"""Entries for machines: JSON-LD, iCalendar, Atom, the sitemap."""
