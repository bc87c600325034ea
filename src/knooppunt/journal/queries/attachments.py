"""Attachments: which files moments point at, and who may read them."""

from __future__ import annotations

from typing import Any

from knooppunt.core.models import StoredFile
from knooppunt.journal.models import Moment
from knooppunt.journal.queries.visible import whole_logbook_of


def may_read_attachment(user: Any, stored: StoredFile) -> bool:
    """Only who belongs to the hub of a moment that has it."""
    return whole_logbook_of(user).filter(attachments=stored).exists()


def attachment_ids() -> set[int]:
    """Every file that a moment points at, also one in the bin. One query."""
    return set(Moment.attachments.through.objects.values_list("storedfile_id", flat=True))
