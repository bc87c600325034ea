"""What teaches or assesses the items of a framework: confirmed by a person, and of entries that everybody may see."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from knooppunt.catalogue.models import Alignment, Entry, EntryState
from knooppunt.catalogue.models.alignments import AlignmentQuerySet
from knooppunt.catalogue.queries.terms import vocabulary
from knooppunt.framework.api import Aligned, AlignmentSource
from knooppunt.framework.models import FrameworkItem

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

_ORDER = {Alignment.Type.TEACHES: 10, Alignment.Type.ASSESSES: 20, Alignment.Type.REQUIRES: 30}


def shown_alignments() -> AlignmentQuerySet:
    """Confirmed alignments of published entries."""
    return Alignment.objects.confirmed().filter(entry__state=EntryState.PUBLISHED, entry__binned_at=None)


def aligned_with_items(items: Collection[int], most: int) -> Mapping[int, list[Aligned]]:
    """Per item the entries that teach, assess or require it, at most ``most`` each. Two queries."""
    order = ["type", "-entry__published_at", "pk"]
    found_rows = shown_alignments().filter(item__in=items).select_related("entry__provider")
    if len(items) == 1:  # the page of an item: no need to count per item
        rows = list(found_rows.order_by(*order)[:most])
    else:
        ranked = found_rows.annotate(place=Window(RowNumber(), partition_by="item_id", order_by=order))
        rows = list(ranked.filter(place__lte=most))
    known = vocabulary()
    found: dict[int, list[Aligned]] = {}
    for row in rows:
        entry = row.entry
        found.setdefault(row.item_id, []).append(
            Aligned(
                title=entry.title,
                url=entry.get_absolute_url(),
                relation=row.get_type_display(),
                kind=entry.get_kind_display(),
                level=known.name("levels", row.level) if row.level else "",
                note=entry.provider.name if entry.provider else "",
                order=_ORDER[Alignment.Type(row.type)],
            )
        )
    return found


def aligned_counts(items: Collection[int]) -> Mapping[int, int]:
    """How many entries are aligned to each item. One query."""
    rows = shown_alignments().filter(item__in=items).order_by().values_list("item_id")
    return dict(rows.annotate(Count("entry_id", distinct=True)))


def move_alignments(pairs: Mapping[int, int], by: User | None) -> int:
    """Alignments go along to the items of a new version; see ``actions.alignments``."""
    from knooppunt.catalogue.actions.alignments import (
        move_to_new_items,  # the registry wants one object, writes included
    )

    return move_to_new_items(pairs=pairs, by=by)


alignment_source = AlignmentSource(of_items=aligned_with_items, counts=aligned_counts, move=move_alignments)


def alignments_of(entry: Entry) -> list[Alignment]:
    """What was suggested and confirmed of an entry, best suggestions first. One query."""
    rows = entry.alignments.exclude(state=Alignment.State.DECLINED).filter(item__binned_at=None)
    return list(rows.select_related("item__framework", "confirmed_by").order_by("-score", "item__order", "pk"))


def items_named(typed: str, *, without: Collection[int] = (), only: int | None = None) -> QuerySet[FrameworkItem]:
    """Items of current frameworks in whose text every word occurs, at most 20; or the one with that number."""
    found = FrameworkItem.objects.filter(framework__state="published", framework__binned_at=None, retired_on=None)
    if only is not None:
        return found.filter(pk=only)
    for word in typed.split()[:6]:
        found = found.filter(Q(full_statement__icontains=word) | Q(abbreviated__icontains=word) | Q(code__iexact=word))
    return found.exclude(pk__in=without).select_related("framework").order_by("framework__order", "order")[:20]
