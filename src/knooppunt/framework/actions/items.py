"""Editing the items of a draft: add, change, move, retire, throw away. Published versions stay as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from knooppunt.core import bin
from knooppunt.core.models import BinBatch
from knooppunt.core.versions import save_version
from knooppunt.framework.actions.refusals import Refused
from knooppunt.framework.actions.ties import make_association, note_ties
from knooppunt.framework.actions.tree import renumber
from knooppunt.framework.actions.versions import map_versions, note_new_words
from knooppunt.framework.case.export import framework_link, item_link, item_uri, now_text
from knooppunt.framework.case.mapping import TAGS
from knooppunt.framework.models import Concept, Framework, FrameworkAssociation, FrameworkItem, new_identifier
from knooppunt.framework.models.frameworks import REMOVED, RESTORED

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

TEXTS = ("full_statement", "abbreviated", "code", "notes")
LONGEST = 20_000  # characters of one text
MOST_ITEMS = 20_000  # typed by hand


@dataclass(frozen=True)
class ItemData:
    """Everything a person says about an item. ``tags``: list of terms → terms."""

    full_statement: str
    abbreviated: str = ""
    code: str = ""
    notes: str = ""
    kind: Concept | None = None
    keywords: Sequence[str] = ()
    tags: Mapping[str, Sequence[Concept]] = field(default_factory=dict)


def add_item(*, framework: Framework, parent: FrameworkItem | None, data: ItemData, by: User | None) -> FrameworkItem:
    """Put a new item at the end under ``parent`` (at the top without one). Raises ``Refused`` for a published version."""
    with transaction.atomic():
        _refuse_published(framework)
        _refuse_foreign(framework, parent)
        if framework.items_count >= MOST_ITEMS:
            raise Refused(_("This framework is full. Split it."))
        siblings = framework.items.filter(parent=parent).aggregate(most=Max("position"))["most"]
        file_order = framework.items.aggregate(most=Max("file_order"))["most"]
        item = FrameworkItem(framework=framework, parent=parent, identifier=new_identifier())
        item.position = 0 if siblings is None else siblings + 1
        item.file_order = 0 if file_order is None else file_order + 1
        item.language = framework.language
        item.uri = item_uri(item.uuid)
        _fill(item, data)
        item._history_user = by  # type: ignore[attr-defined]  # how django-simple-history is told who it was
        item.save()
        _link_terms(item, data)
        _place(item)
        renumber(framework)
    item.refresh_from_db()
    return item


def change_item(*, item: FrameworkItem, data: ItemData, seen: int, by: User) -> FrameworkItem:
    """Write all of ``data``. Raises ``Conflict`` when somebody was first, ``Refused`` for a published version."""
    with transaction.atomic():
        _refuse_published(item.framework)
        keep_beginning(item)
        _fill(item, data)
        item._history_user = by  # type: ignore[attr-defined]  # how django-simple-history is told who it was
        fields = (*TEXTS, "kind", "item_type", "keywords", "tags", "education_level", "last_change", "case")
        save_version(item, seen=seen, fields=fields)
        _link_terms(item, data)
        note_new_words(item)
    return item


def move_item(*, item: FrameworkItem, parent: FrameworkItem | None, before: FrameworkItem | None, by: User) -> None:
    """Put an item, with all below it, under ``parent``: before the sibling ``before``, or at the end.

    Raises ``Refused`` for a published version, and for a place under the item itself.
    """
    with transaction.atomic():
        _refuse_published(item.framework)
        _refuse_foreign(item.framework, parent)
        item.refresh_from_db()
        if parent is not None and item.order <= parent.order <= item.last:
            raise Refused(_("An item cannot stand under itself."))
        siblings = list(item.framework.items.filter(parent=parent).exclude(pk=item.pk).order_by("position", "pk"))
        at = next((place for place, one in enumerate(siblings) if before and one.pk == before.pk), len(siblings))
        siblings.insert(at, item)
        keep_beginning(item)
        item.parent = parent
        item.last_change = now_text()
        item._history_user = by  # type: ignore[attr-defined]  # how django-simple-history is told who it was
        save_version(item, seen=item.version, fields=("parent", "last_change"))
        for position, one in enumerate(siblings):
            one.position = position
        FrameworkItem.objects.bulk_update(siblings, ["position"], batch_size=200)
        _place(item)
        _renumber_associations(siblings)
        renumber(item.framework)


def move_step(*, item: FrameworkItem, up: bool, by: User) -> None:
    """One place up or down among its siblings; at the end nothing happens."""
    siblings = list(item.framework.items.filter(parent=item.parent).order_by("position", "pk"))
    at = next(place for place, one in enumerate(siblings) if one.pk == item.pk)
    if up and at > 0:
        move_item(item=item, parent=item.parent, before=siblings[at - 1], by=by)
    elif not up and at < len(siblings) - 1:
        after = siblings[at + 2] if at + 2 < len(siblings) else None
        move_item(item=item, parent=item.parent, before=after, by=by)


def delete_item(*, item: FrameworkItem, by: User) -> BinBatch:
    """Into the bin, with all below it and how they hang together, for 30 days."""
    with transaction.atomic():
        _refuse_published(item.framework)
        item.refresh_from_db()
        items = list(item.framework.items.filter(order__gte=item.order, order__lte=item.last).order_by("order"))
        ends = Q(origin__in=items) | Q(destination__in=items, framework=item.framework)
        associations = list(FrameworkAssociation.objects.filter(ends))
        batch = bin.bin_objects(objects=[*items, *associations], by=by, label=item.title)
        note_ties(associations, REMOVED, by=by)
        renumber(item.framework)
        map_versions(framework=item.framework)
    return batch


def restore_items(*, batch: BinBatch, framework: Framework, by: User) -> None:
    """Out of the bin again. Raises ``Refused`` when the batch is not of this framework, ``RestoreRefused``."""
    with transaction.atomic():
        _refuse_published(framework)
        rows = list(FrameworkItem.all_objects.filter(bin_batch=batch))
        if not rows or any(row.framework_id != framework.pk for row in rows):
            raise Refused(_("There is nothing left to bring back."))
        ties = list(FrameworkAssociation.all_objects.filter(bin_batch=batch))
        bin.restore(batch, by=by)
        note_ties(ties, RESTORED, by=by)
        renumber(framework)
        map_versions(framework=framework)


def retire_item(*, item: FrameworkItem, is_retired: bool, by: User) -> FrameworkItem:
    """Say that an item is no longer in use from today on, or that it is after all."""
    from django.utils import timezone

    with transaction.atomic():
        _refuse_published(item.framework)
        keep_beginning(item)
        item.retired_on = timezone.localdate() if is_retired else None
        item.last_change = now_text()
        item._history_user = by  # type: ignore[attr-defined]  # how django-simple-history is told who it was
        save_version(item, seen=item.version, fields=("retired_on", "last_change"))
    return item


def keep_beginning(item: FrameworkItem) -> None:
    """The history of an item that came in a file begins with what was in the file: imports write none."""
    if not item.history.exists():
        FrameworkItem.history.bulk_history_create([FrameworkItem.all_objects.get(pk=item.pk)])


def _refuse_published(framework: Framework) -> None:
    state = Framework.objects.filter(pk=framework.pk).values_list("state", flat=True).first()
    if state != Framework.State.DRAFT:
        raise Refused(_("This version is published and does not change any more. Make a new version."))


def _refuse_foreign(framework: Framework, parent: FrameworkItem | None) -> None:
    if parent is not None and (parent.framework_id != framework.pk or parent.is_binned):
        raise Refused(_("Choose a place in this framework."))


def _fill(item: FrameworkItem, data: ItemData) -> None:
    for name in TEXTS:
        value = getattr(data, name).strip()
        if len(value) > LONGEST:
            raise Refused(_("A text holds at most %(most)d characters.") % {"most": LONGEST})
        setattr(item, name, value)
    if not item.full_statement:
        raise Refused(_("An item needs a text."))
    if data.kind != item.kind:
        item.kind = data.kind
        item.item_type = (data.kind.label_en or data.kind.label_nl) if data.kind else ""
        item.case = {key: value for key, value in item.case.items() if key != "CFItemTypeURI"}
    item.keywords = [word for word in data.keywords if word]
    levels = [term.code for term in data.tags.get("levels", ())]
    if levels != item.tags.get("levels", []):
        item.education_level = levels
        item.case = {key: value for key, value in item.case.items() if key != "educationLevel"}
    item.tags = {scheme: [term.code for term in data.tags[scheme]] for scheme in TAGS if data.tags.get(scheme)}
    item.last_change = now_text()


def _link_terms(item: FrameworkItem, data: ItemData) -> None:
    item.concepts.set([term for terms in data.tags.values() for term in terms])


def _place(item: FrameworkItem) -> None:
    """Keep the isChildOf association in step with the parent."""
    target = item_link(item.parent) if item.parent else framework_link(item.framework)
    now = {
        "destination": item.parent,
        "destination_identifier": target["identifier"],
        "destination_link": target,
        "sequence": item.position + 1,
        "last_change": now_text(),
    }
    placed = FrameworkAssociation.objects.filter(origin=item, is_tree=True, framework=item.framework)
    if not placed.update(**now):
        make_association(item, FrameworkAssociation.Kind.CHILD, target, destination=item.parent, is_tree=True)


def _renumber_associations(siblings: Sequence[FrameworkItem]) -> None:
    positions = {one.pk: one.position + 1 for one in siblings}
    rows = list(FrameworkAssociation.objects.filter(origin__in=siblings, is_tree=True))
    for row in rows:
        row.sequence = positions[row.origin_id]
    FrameworkAssociation.objects.bulk_update(rows, ["sequence"], batch_size=200)
