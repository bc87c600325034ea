"""Setting statuses, saying that the rest still holds, and taking that back."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.core import changes, status
from knooppunt.core.models import StatusChange
from knooppunt.plans.actions.refusals import Refused, refuse_when_locked
from knooppunt.plans.models import ActionPlan, PlanItem, Status

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

SUBJECT = "plans.item"  # what core's status history and change table call a row of a plan
UNDO_FOR = dt.timedelta(days=7)


@dataclass(frozen=True)
class Wish:
    """What somebody wants for one row, and what was on the screen when they chose it."""

    item_id: int
    seen_version: int
    seen_status: str
    status: str
    reason: str = ""

    @property
    def touched(self) -> bool:
        """Whether the status was changed on the screen."""
        return self.status != self.seen_status


@dataclass(frozen=True)
class RowConflict:
    """The row changed after it was shown; nothing of it was saved."""

    wish: Wish
    item: PlanItem  # as it stands now
    changed_by: str
    changed_at: dt.datetime


@dataclass
class Saved:
    """What one save did. ``group`` undoes it; ``None`` when there was nothing to save."""

    group: uuid.UUID | None = None
    changed: list[PlanItem] = field(default_factory=list)
    confirmed: int = 0
    conflicts: list[RowConflict] = field(default_factory=list)
    gone: int = 0  # rows that were archived or deleted in the meantime


def save_statuses(*, plan: ActionPlan, wishes: Sequence[Wish], by: User) -> Saved:
    """Write the statuses that were changed and confirm all other rows in ``wishes`` as seen today, as one group.

    A row that somebody else changed meanwhile is neither overwritten nor confirmed but listed in ``conflicts``; the
    others are saved. The same choice sent twice (a double tap) is no conflict. Confirming does not raise the version:
    two people may both say that a row still holds. Raises ``PlanLocked``. Six queries, whatever the number of rows.
    """
    by_id = {wish.item_id: wish for wish in wishes}
    saved = Saved()
    with transaction.atomic():
        refuse_when_locked(plan)
        items = _lock_items(plan, list(by_id))
        saved.gone = len(by_id) - len(items)
        confirmed: list[PlanItem] = []
        stale: list[PlanItem] = []
        for item in items:
            wish = by_id[item.pk]
            same = (item.status, item.status_reason) == (wish.status, _reason(wish))
            if item.version != wish.seen_version:
                if not (same and wish.touched):
                    stale.append(item)
            elif same:
                confirmed.append(item)
            else:
                saved.changed.append(item)
        if saved.changed or confirmed:
            saved.group = _write(saved.changed, confirmed, by_id, by)
        saved.confirmed = len(confirmed)
        saved.conflicts = _conflicts(stale, by_id)
        changes.record(SUBJECT, [item.pk for item in saved.changed])
    return saved


def _reason(wish: Wish) -> str:
    return wish.reason.strip() if wish.status == Status.BEHIND else ""


def _lock_items(plan: ActionPlan, pks: Sequence[int]) -> list[PlanItem]:
    items = PlanItem.objects.filter(
        theme__plan=plan, theme__binned_at__isnull=True, archived_at__isnull=True, pk__in=pks
    ).order_by("pk")
    if connection.features.has_select_for_update:
        items = items.select_for_update(of=("self",))
    return list(items)


def _write(changed: list[PlanItem], confirmed: list[PlanItem], wishes: dict[int, Wish], by: User) -> uuid.UUID:
    now, group = timezone.now(), uuid.uuid4()
    rows = [
        status.NewStatus(item.pk, item.status, item.status, item.status_reason, status.Act.CONFIRMED)
        for item in confirmed
    ]
    for item in changed:
        wish = wishes[item.pk]
        rows.append(status.NewStatus(item.pk, item.status, wish.status, _reason(wish)))
        if item.status != wish.status:
            item.status_at = now
        item.status, item.status_reason = wish.status, _reason(wish)
        item.confirmed_at = item.changed_at = now
        item.version += 1
    PlanItem.objects.bulk_update(
        changed, ["status", "status_reason", "status_at", "confirmed_at", "changed_at", "version"], batch_size=200
    )
    PlanItem.objects.filter(pk__in=[item.pk for item in confirmed]).update(confirmed_at=now)
    status.record_statuses(subject_kind=SUBJECT, rows=rows, by=by, group=group, at=now)
    return group


def _conflicts(stale: list[PlanItem], wishes: dict[int, Wish]) -> list[RowConflict]:
    if not stale:
        return []
    ids = [item.pk for item in stale]
    statuses = status.latest_of(SUBJECT, ids)
    texts = {}  # newest last, so that it stays
    for text in PlanItem.history.filter(id__in=ids).select_related("history_user").order_by("history_date"):
        texts[text.id] = text
    found = []
    for item in stale:
        change, text = statuses.get(item.pk), texts.get(item.pk)
        who = change.by if change else None
        if text and (change is None or text.history_date > change.at):
            who = text.history_user
        found.append(RowConflict(wishes[item.pk], item, str(who or ""), item.changed_at))
    return found


def plan_of_group(group: uuid.UUID) -> ActionPlan | None:
    """The plan in which a save was done. One query."""
    ids = StatusChange.objects.filter(group=group, subject_kind=SUBJECT).values("subject_id")
    item = PlanItem.all_objects.filter(pk__in=ids).select_related("theme__plan__hub").first()
    return item.theme.plan if item else None


@dataclass
class TakenBack:
    """What undoing did: the rows that are as they were, and how many were left alone because they changed later."""

    items: list[PlanItem]
    skipped: int


def undo_statuses(*, group: uuid.UUID, plan: ActionPlan, by: User) -> TakenBack:
    """Put the rows of one save back as they were before it. Possible for seven days; later changes are never undone.

    Raises ``Refused`` when it is too late or nothing is left to take back, and ``PlanLocked``.
    """
    with transaction.atomic():
        refuse_when_locked(plan)
        done = list(StatusChange.objects.filter(group=group, subject_kind=SUBJECT).order_by("id"))
        if not done or done[0].at < timezone.now() - UNDO_FOR:
            raise Refused(_("This was more than a week ago. Choose the status again instead."))
        undone = status.undo_group(group, by=by)
        if not undone.applied:
            raise Refused(_("There is nothing left to undo: this was taken back already, or changed again later."))
        items = _put_back(undone.applied, before=done[0].pk)
        changes.record(SUBJECT, [item.pk for item in items])
    return TakenBack(items, len(undone.skipped))


def _put_back(applied: Sequence[StatusChange], *, before: int) -> list[PlanItem]:
    earlier: dict[int, list[StatusChange]] = {}
    ids = [change.subject_id for change in applied]
    for change in StatusChange.objects.filter(subject_kind=SUBJECT, subject_id__in=ids, pk__lt=before).order_by("-id"):
        earlier.setdefault(change.subject_id, []).append(change)
    items = {item.pk: item for item in PlanItem.objects.filter(pk__in=ids)}
    for change in applied:
        item, past = items.get(change.subject_id), earlier.get(change.subject_id, [])
        if item is None:  # in the bin meanwhile
            continue
        reasons = (old.reason for old in past if old.new == change.new and old.reason)
        item.status = change.new
        item.status_reason = next(reasons, "") if change.new == Status.BEHIND else ""
        item.status_at = next((old.at for old in past if old.new == change.new and old.old != old.new), None)
        item.confirmed_at = past[0].at if past else None
        item.changed_at = timezone.now()
        item.version += 1
    PlanItem.objects.bulk_update(
        items.values(),
        ["status", "status_reason", "status_at", "confirmed_at", "changed_at", "version"],
        batch_size=200,
    )
    return list(items.values())
