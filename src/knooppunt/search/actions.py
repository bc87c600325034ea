"""Every write of search in the database."""

from __future__ import annotations

from django.db import transaction

from knooppunt.core import changes
from knooppunt.core.versions import save_version
from knooppunt.search.index.writing import SYNONYMS
from knooppunt.search.models import SynonymLine


def add_synonyms(*, line: str) -> SynonymLine:
    """Add a group; works within seconds, without building the index anew. Raises ``ValidationError``."""
    row = SynonymLine(line=" ".join(line.split()))
    row.full_clean()
    with transaction.atomic():
        row.save()
        changes.record(SYNONYMS, [row.pk])
    return row


def change_synonyms(*, row: SynonymLine, line: str, seen: int) -> SynonymLine:
    """Change a group. Raises ``ValidationError`` and ``core.versions.Conflict``."""
    row.line = " ".join(line.split())
    row.full_clean()
    with transaction.atomic():
        save_version(row, seen=seen, fields=["line"])
        changes.record(SYNONYMS, [row.pk])
    return row


def remove_synonyms(*, row: SynonymLine) -> None:
    """Take a group away."""
    with transaction.atomic():
        changes.record(SYNONYMS, [row.pk], deleted=True)
        row.delete()


def note_labels() -> None:
    """The names that a vocabulary gives changed: searching takes them in at once. Inside the caller's transaction."""
    changes.record(SYNONYMS, ["labels"])
