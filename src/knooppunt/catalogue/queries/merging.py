"""Entries that were merged: where an old address leads, and two entries side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from knooppunt.catalogue.actions.merging import LISTS
from knooppunt.catalogue.content import KIND_FIELDS
from knooppunt.catalogue.models import Entry, EntryMerge
from knooppunt.catalogue.offering.differences import same
from knooppunt.catalogue.offering.labels import LABELS, label_of, names_for, shown

_STEPS = 5  # merged, and merged again


@dataclass(frozen=True)
class Side:
    """One field of two entries. ``is_list``: both can stay."""

    field: str
    label: str
    kept: str
    gone: str
    is_list: bool


def merged_to(pk: int) -> Entry | None:
    """The published entry with which this one was merged (in the end); ``None`` when it was not."""
    for _step in range(_STEPS):
        found = Entry.objects.filter(pk=pk, merged_into__isnull=False).select_related("merged_into").first()
        if found is None or found.merged_into is None:
            return None
        if found.merged_into.is_published:
            return found.merged_into
        pk = found.merged_into.pk
    return None


def merged_numbers(pks: Iterable[int]) -> dict[int, int]:
    """Number of an entry that was merged → the number it goes on as. One query; one step."""
    rows = Entry.objects.filter(pk__in=list(pks), merged_into__isnull=False)
    return dict(rows.values_list("pk", "merged_into_id"))


def sides_of(kept: Entry, gone: Entry) -> list[Side]:
    """The fields in which two entries differ, in the order of the form."""
    names = names_for(kept.content, gone.content)
    fields = [name for name in LABELS if name in KIND_FIELDS[kept.kind] and name != "kind"]
    return [
        Side(
            name,
            label_of(name),
            shown(name, kept.content.get(name), names),
            shown(name, gone.content.get(name), names),
            name in LISTS,
        )
        for name in fields
        if not same(kept.content.get(name), gone.content.get(name))
    ]


def merges_of(entry: Entry) -> list[EntryMerge]:
    """The merges that an entry took part in and that were not taken back. One query."""
    rows = EntryMerge.objects.filter(undone_at__isnull=True).select_related("kept", "gone", "by")
    return list(rows.filter(kept=entry) | rows.filter(gone=entry))
