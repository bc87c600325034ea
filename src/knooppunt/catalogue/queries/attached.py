"""Who may read a file of an entry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from knooppunt.catalogue.offering.models import Submission
from knooppunt.catalogue.queries.entries import entries_visible_to
from knooppunt.core.models import StoredFile


def may_read_file(user: Any, stored: StoredFile) -> bool:
    """Whether the file, or the picture, belongs to an entry that ``user`` may see."""
    return entries_visible_to(user).filter(Q(files__file=stored) | Q(image=stored)).exists()


def files_of_proposals() -> set[int]:
    """Files that only a proposal names as yet: as long as something may become of it, they stay. Two queries."""
    wanted: set[str] = set()
    for content in Submission.objects.open().values_list("content", flat=True).iterator(chunk_size=500):
        wanted.update(files_in(content))
    found = StoredFile.objects.filter(uuid__in=wanted) if wanted else StoredFile.objects.none()
    return set(found.values_list("pk", flat=True))


def files_in(content: Mapping[str, Any]) -> set[str]:
    """The UUIDs of the files and the picture that a stored content names."""
    named = {content.get("image", ""), *(one.get("file", "") for one in content.get("files", []))}
    return {uuid for uuid in named if uuid}
