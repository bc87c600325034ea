"""What a database keeps of rows that are gone: old pages in its log, and rows that are only marked as dead.

Freed pages of SQLite are overwritten at once (``secure_delete``, see the settings), but its log holds older pages until
it is used again; PostgreSQL keeps dead rows until it cleans up. Both are told to do so now, in a job: readers must have
finished, and a person who asks to be erased need not wait for that.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.apps import apps
from django.db import connection

from knooppunt.core import jobs


@jobs.job("core.clear_remains", max_attempts=8, lane=jobs.SLOW)
def clear_remains(labels: list[str]) -> str:
    """Empty the log of SQLite, or let PostgreSQL clean these tables (labels of models). Fails, to be tried again, while
    somebody reads what is old.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            if cursor.fetchone()[0]:
                raise RuntimeError("The log of the database is still being read.")
            return "log emptied"
        tables = _tables(labels)
        for table in tables:
            cursor.execute(f"VACUUM {connection.ops.quote_name(table)}")
    return f"{len(tables)} tables"


def _tables(labels: Iterable[str]) -> list[str]:
    """Of models that still exist."""
    known = {model._meta.label_lower: model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    return sorted(known[label] for label in set(labels) if label in known)
