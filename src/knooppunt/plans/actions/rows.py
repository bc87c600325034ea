"""Changing what a row of a plan says, and where it stands."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from knooppunt.core import bin, changes
from knooppunt.core.models import BinBatch
from knooppunt.core.versions import save_version
from knooppunt.plans.actions.refusals import Refused, refuse_when_locked
from knooppunt.plans.actions.statuses import SUBJECT
from knooppunt.plans.models import PlanItem, SubResult, Theme

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

TEXT_FIELDS = (
    "text",
    "deliverable",
    "owner",
    "owner_name",
    "planned_from",
    "planned_until",
    "hours",
    "handover_to",
    "note",
    "is_public",
)
ROWS_PER_THEME = 200  # more is no plan but a mistake, and would make the page unusable


@dataclass(frozen=True)
class SubWish:
    """One sub-result as it should be. Without ``pk`` it is new; with an empty text it goes to the bin."""

    text: str
    is_done: bool = False
    pk: int | None = None


def add_item(*, theme: Theme, kind: str, text: str, by: User, **values: Any) -> PlanItem:
    """Add a row at the end of its kind in ``theme``. Raises ``PlanLocked``, and ``Refused`` for an unreasonable number."""
    with transaction.atomic():
        refuse_when_locked(theme.plan)
        siblings = PlanItem.objects.filter(theme=theme, kind=kind)
        if siblings.count() >= ROWS_PER_THEME:
            raise Refused(_("This theme is full: it has %(count)d of these rows.") % {"count": ROWS_PER_THEME})
        last = siblings.aggregate(last=Max("order"))["last"] or 0
        values.setdefault("is_shared", theme.plan.is_template)
        item = PlanItem(theme=theme, kind=kind, text=text, order=last + 1, **values)
        bulk_create_with_history([item], PlanItem, default_user=by)
        changes.record(SUBJECT, [item.pk])
    return item


def change_item(
    *,
    item: PlanItem,
    seen: int,
    by: User,
    sub_results: Sequence[SubWish] | None = None,
    fields: Sequence[str] = TEXT_FIELDS,
) -> PlanItem:
    """Write the texts of ``item`` (already set on it) and, when given, its sub-results in their new order.

    Raises ``Conflict`` when the row changed since version ``seen``, and ``PlanLocked``.
    """
    with transaction.atomic():
        refuse_when_locked(item.theme.plan)
        _save(item, seen, fields, by)
        if sub_results is not None:
            _write_sub_results(item, sub_results, by)
    return item


def _save(item: PlanItem, seen: int, fields: Sequence[str], by: User) -> None:
    item._history_user = by  # type: ignore[attr-defined]  # how django-simple-history is told who it was
    save_version(item, seen=seen, fields=fields)
    changes.record(SUBJECT, [item.pk])


def _write_sub_results(item: PlanItem, wishes: Sequence[SubWish], by: User) -> None:
    known = {sub.pk: sub for sub in SubResult.objects.filter(item=item)}
    kept: set[int] = set()
    for order, wish in enumerate((wish for wish in wishes if wish.text), start=1):
        sub = known.get(wish.pk or 0) or SubResult(item=item)
        sub.text, sub.is_done, sub.order = wish.text, wish.is_done, order
        sub.version += 1 if sub.pk else 0
        sub.save()
        kept.add(sub.pk)
    named = {wish.pk for wish in wishes}
    dropped = [sub for pk, sub in known.items() if pk in named and pk not in kept]
    if dropped:
        bin.bin_objects(objects=dropped, by=by, label=_("Sub-results of “%(row)s”") % {"row": item})


def move_item(*, item: PlanItem, step: int, by: User) -> None:
    """Move a row up (-1) or down (+1) among its kind in its theme. At the edge nothing happens.

    The order is no text: it raises no version, so that nobody's typing meets a conflict over it.
    """
    with transaction.atomic():
        refuse_when_locked(item.theme.plan)
        rows = list(PlanItem.objects.filter(theme_id=item.theme_id, kind=item.kind, archived_at__isnull=True))
        if _swap(rows, item, step):
            changes.record(SUBJECT, [item.pk])


def _swap(rows: list[Any], moving: Any, step: int) -> bool:
    """Put ``moving`` one place further in ``rows`` and number them all anew. Says whether anything moved."""
    place = next(number for number, row in enumerate(rows) if row.pk == moving.pk)
    target = place + step
    if not 0 <= target < len(rows):
        return False
    rows[place], rows[target] = rows[target], rows[place]
    for order, row in enumerate(rows, start=1):
        row.order = order
    type(moving).objects.bulk_update(rows, ["order"])
    return True


def place_item(*, item: PlanItem, theme: Theme, kind: str, seen: int, by: User) -> PlanItem:
    """Bring a row under another theme of the same plan, or make a focus item of an activity and the other way round.

    It comes at the end. Raises ``Conflict``, ``PlanLocked``, and ``Refused`` for a theme of another plan.
    """
    if theme.plan_id != item.theme.plan_id:
        raise Refused(_("Choose a theme of this plan."))
    with transaction.atomic():
        refuse_when_locked(item.theme.plan)
        last = PlanItem.objects.filter(theme=theme, kind=kind).aggregate(last=Max("order"))["last"] or 0
        item.theme, item.kind, item.order = theme, kind, last + 1
        _save(item, seen, ["theme", "kind", "order"], by)
    return item


def archive_item(*, item: PlanItem, seen: int, by: User, archived: bool = True) -> PlanItem:
    """Put a row away, or bring it back: it keeps its history and no longer counts. Raises ``Conflict``, ``PlanLocked``."""
    with transaction.atomic():
        refuse_when_locked(item.theme.plan)
        item.archived_at = timezone.now() if archived else None
        _save(item, seen, ["archived_at"], by)
    return item


def delete_item(*, item: PlanItem, by: User) -> BinBatch:
    """Put a row and its sub-results into the bin for 30 days; the batch brings them back. Raises ``PlanLocked``."""
    with transaction.atomic():
        refuse_when_locked(item.theme.plan)
        batch = bin.bin_objects(objects=[item, *item.sub_results.all()], by=by, label=str(item))
        changes.record(SUBJECT, [item.pk], deleted=True)
    return batch


def new_lineage(item: PlanItem) -> None:
    """Cut a row loose from the rows it was copied from; the caller saves."""
    item.lineage, item.is_shared = uuid.uuid4(), False
