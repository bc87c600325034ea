"""Lists of entries: reading the rows, planning what they do, saving all or nothing."""

from .columns import COLUMNS, ListColumn
from .plan import EntryImport, ImportError_, PlannedEntry, plan_entries
from .saving import publish_import, submit_import

__all__ = [
    "COLUMNS",
    "EntryImport",
    "ImportError_",
    "ListColumn",
    "PlannedEntry",
    "plan_entries",
    "publish_import",
    "submit_import",
]
