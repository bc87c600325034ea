"""Who may read a file of an entry."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from knooppunt.catalogue.queries.entries import entries_visible_to
from knooppunt.core.models import StoredFile


def may_read_file(user: Any, stored: StoredFile) -> bool:
    """Whether the file, or the picture, belongs to an entry that ``user`` may see."""
    return entries_visible_to(user).filter(Q(files__file=stored) | Q(image=stored)).exists()
