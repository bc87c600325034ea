"""Is there anything here that somebody would miss? Asked before a restore and before example data."""

from __future__ import annotations

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models.query import QuerySet

# Rows that setting up and an idle server put in by themselves.
MADE_BY_ITSELF = frozenset(
    {
        "auth.permission",
        "contenttypes.contenttype",
        "core.change",
        "core.changemark",
        "core.job",
        "core.limitwindow",
        "core.schedule",
        "migrations.migration",
        "sessions.session",
    }
)


def what_is_here() -> str | None:
    """Where data stand already (a folder or a table), or ``None`` when the place is empty. Costs a query per table."""
    root = Path(settings.FILES_ROOT)
    if root.exists() and any(path.is_file() and not path.name.startswith(".") for path in root.rglob("*")):
        return str(root)
    present = set(connection.introspection.table_names())
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        if meta.proxy or meta.label_lower in MADE_BY_ITSELF or meta.db_table not in present:
            continue
        if QuerySet(model).exists():
            return meta.db_table
    return None
