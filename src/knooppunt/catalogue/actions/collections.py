"""Making, changing, publishing and deleting collections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.catalogue.actions.entries import Refused
from knooppunt.catalogue.models import Collection, CollectionItem, Entry
from knooppunt.core import bin, changes, status
from knooppunt.core.models import BinBatch
from knooppunt.core.versions import save_version
from knooppunt.network.models import Hub

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

KIND = "catalogue.collection"
MOST_ITEMS = 200


@dataclass(frozen=True)
class ItemContent:
    """One place: a heading, a text, an entry."""

    heading: str = ""
    text: str = ""
    entry: Entry | None = None


@dataclass(frozen=True)
class CollectionContent:
    """Everything a person says about a collection."""

    title: str
    intro: str = ""
    code: str = ""
    hub: Hub | None = None
    items: tuple[ItemContent, ...] = ()


def create_collection(
    *, content: CollectionContent, by: User | None, state: str = Collection.State.DRAFT
) -> Collection:
    """Make a collection. Raises ``Refused`` with a sentence."""
    items = _checked(content)
    with transaction.atomic():
        made = Collection(state=state)
        _fill(made, content)
        made._history_user = by  # type: ignore[attr-defined]  # how django-simple-history is told who it was
        made.save()
        _write_items(made, items)
        status.record(subject_kind=KIND, subject_id=made.pk, old="", new=state, by=by)
        changes.record(KIND, [made.pk])
    return made


def change_collection(*, collection: Collection, content: CollectionContent, seen: int, by: User | None) -> Collection:
    """Write all of ``content``, which counts as a check. Raises ``Conflict`` when somebody was first, and ``Refused``."""
    items = _checked(content)
    with transaction.atomic():
        _fill(collection, content)
        collection.checked_on = timezone.localdate()
        collection._history_user = by  # type: ignore[attr-defined]
        save_version(collection, seen=seen, fields=["title", "intro", "code", "hub", "checked_on"])
        collection.items.all().delete()
        _write_items(collection, items)
        changes.record(KIND, [collection.pk])
    return collection


def set_collection_state(*, collection: Collection, state: str, seen: int, by: User | None) -> Collection:
    """Show it to everybody, or take it back. Raises ``Conflict``."""
    if state == collection.state:
        return collection
    old = collection.state
    with transaction.atomic():
        collection.state = state
        collection._history_user = by  # type: ignore[attr-defined]
        save_version(collection, seen=seen, fields=["state"])
        status.record(subject_kind=KIND, subject_id=collection.pk, old=old, new=state, by=by)
        changes.record(KIND, [collection.pk])
    return collection


def delete_collection(*, collection: Collection, by: User | None) -> BinBatch:
    """Into the bin, for 30 days."""
    return bin.bin_objects(objects=[collection], by=by, label=collection.title)


def note_binned(rows: Sequence[Collection], binned: bool) -> None:
    """Tell the change table (listener of ``core.bin``)."""
    changes.record(KIND, [row.pk for row in rows], deleted=binned)


def _checked(content: CollectionContent) -> list[ItemContent]:
    if not content.title.strip():
        raise Refused(_("Give it a title."))
    items = [item for item in content.items if item.heading or item.text or item.entry]
    if len(items) > MOST_ITEMS:
        raise Refused(_("A collection holds at most %(most)d parts.") % {"most": MOST_ITEMS})
    chosen = [item.entry.pk for item in items if item.entry]
    if len(chosen) > len(set(chosen)):
        raise Refused(_("The same entry is in it twice. Take one of the two out."))
    return items


def _fill(collection: Collection, content: CollectionContent) -> None:
    collection.title, collection.intro = content.title.strip(), content.intro.strip()
    collection.code, collection.hub = content.code.strip(), content.hub


def _write_items(collection: Collection, items: Sequence[ItemContent]) -> None:
    CollectionItem.objects.bulk_create(
        [
            CollectionItem(
                collection=collection,
                order=order,
                heading=item.heading.strip(),
                text=item.text.strip(),
                entry=item.entry,
            )
            for order, item in enumerate(items)
        ]
    )
