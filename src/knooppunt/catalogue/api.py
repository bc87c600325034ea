"""What other apps may use of the catalogue."""

from knooppunt.catalogue.actions.entries import (
    NewEntry,
    archive_entry,
    change_entry,
    confirm_entry,
    create_entries,
    create_entry,
    hide_entry,
    publish_entry,
)
from knooppunt.catalogue.content import EntryContent, Problems, problems_of
from knooppunt.catalogue.finding.bench import make_bench_entries
from knooppunt.catalogue.queries.entries import content_of, entries_visible_to

__all__ = [
    "EntryContent",
    "NewEntry",
    "Problems",
    "archive_entry",
    "change_entry",
    "confirm_entry",
    "content_of",
    "create_entries",
    "create_entry",
    "entries_visible_to",
    "hide_entry",
    "make_bench_entries",
    "problems_of",
    "publish_entry",
]
