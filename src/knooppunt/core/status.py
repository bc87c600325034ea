"""Status history: one append-only table for everything that carries a status.

The domain keeps its current status where it likes; here stands how it came about. What one save did shares a ``group``,
so that it can be undone together.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connections, models, transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from knooppunt.core.models import StatusChange
from knooppunt.core.models.status import AppendOnlyQuerySet

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

Act = StatusChange.Act


@dataclass(frozen=True)
class NewStatus:
    """One thing and its old and new status, for ``record_statuses``."""

    subject_id: int
    old: str
    new: str
    reason: str = ""
    act: str = Act.SET


@dataclass
class Undone:
    """What ``undo_group`` did: the new rows (``new`` is the status to put back) and the changes it left alone."""

    applied: list[StatusChange] = field(default_factory=list)
    skipped: list[StatusChange] = field(default_factory=list)


def record_status(
    *,
    subject_kind: str,
    subject_id: int,
    old: str,
    new: str,
    by: User | None,
    reason: str = "",
    act: str = Act.SET,
    group: uuid.UUID | None = None,
    at: datetime | None = None,
) -> StatusChange:
    """Write down one status change. ``by`` is ``None`` for what the machine did; ``at`` only for imported history."""
    row = NewStatus(subject_id, old, new, reason, act)
    return record_statuses(subject_kind=subject_kind, rows=[row], by=by, group=group, at=at)[0]


record = record_status  # the short name, for ``status.record(...)``


def record_statuses(
    *,
    subject_kind: str,
    rows: Iterable[NewStatus],
    by: User | None,
    group: uuid.UUID | None = None,
    at: datetime | None = None,
) -> list[StatusChange]:
    """Write down many changes of one save, under one group and one moment. One query per few hundred rows."""
    group, at = group or uuid.uuid4(), at or timezone.now()
    return StatusChange.objects.bulk_create(
        [
            StatusChange(
                subject_kind=subject_kind,
                subject_id=row.subject_id,
                old=row.old,
                new=row.new,
                reason=row.reason,
                act=row.act,
                by=by,
                at=at,
                group=group,
            )
            for row in rows
        ],
        batch_size=500,
    )


def history_of(subject_kind: str, subject_id: int) -> AppendOnlyQuerySet:
    """All changes of one thing, newest first, with who did it."""
    return StatusChange.objects.filter(subject_kind=subject_kind, subject_id=subject_id).select_related("by")


def latest_of(subject_kind: str, subject_ids: Sequence[int]) -> dict[int, StatusChange]:
    """The newest change of each thing that has one. One query."""
    newest = StatusChange.objects.filter(subject_kind=subject_kind, subject_id=OuterRef("subject_id"))
    rows = StatusChange.objects.filter(
        subject_kind=subject_kind,
        subject_id__in=subject_ids,
        pk=Subquery(newest.order_by("-at", "-id").values("pk")[:1]),
    )
    return {row.subject_id: row for row in rows.order_by().select_related("by")}


def changes_since(
    subject_kind: str, subject_ids: Sequence[int] | models.QuerySet[Any], since: datetime
) -> AppendOnlyQuerySet:
    """Changes of these things at or after ``since``, newest first. ``subject_ids`` may be ``values("pk")``."""
    return StatusChange.objects.filter(subject_kind=subject_kind, at__gte=since, subject_id__in=subject_ids)


def undo_group(group: uuid.UUID, *, by: User | None) -> Undone:
    """Record that one save is taken back; the caller writes ``applied[…].new`` back into its own rows, in one
    transaction.

    A thing that changed again after that save is left alone and listed in ``skipped``: undoing never overwrites
    somebody's later word. Undoing twice does nothing the second time.
    """
    with transaction.atomic():
        rows = StatusChange.objects.filter(group=group).order_by("id")
        if connections[rows.db].features.has_select_for_update:
            rows = rows.select_for_update()
        changes = list(rows)
        undone, back = Undone(), uuid.uuid4()
        for kind in {change.subject_kind for change in changes}:
            mine = {change.subject_id: change for change in changes if change.subject_kind == kind}
            newest = latest_of(kind, list(mine))
            free = [change for change in mine.values() if newest[change.subject_id].pk == change.pk]
            undone.skipped += [change for change in mine.values() if change not in free]
            undone.applied += record_statuses(
                subject_kind=kind,
                rows=[NewStatus(c.subject_id, c.new, c.old, "", Act.UNDONE) for c in free],
                by=by,
                group=back,
            )
    return undone


_SQLITE = """CREATE TRIGGER IF NOT EXISTS core_statuschange_append_only BEFORE UPDATE ON core_statuschange
BEGIN SELECT RAISE(ABORT, 'core_statuschange only grows'); END"""
_POSTGRESQL = """
CREATE OR REPLACE FUNCTION core_statuschange_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
IF TG_OP = 'UPDATE' AND current_setting('knooppunt.erasing', true) = 'yes' THEN RETURN NEW; END IF;
RAISE EXCEPTION 'core_statuschange only grows'; END $$;
CREATE OR REPLACE TRIGGER core_statuschange_append_only BEFORE UPDATE OR DELETE ON core_statuschange
FOR EACH ROW EXECUTE FUNCTION core_statuschange_append_only()"""


def allow_erasing() -> None:
    """Let the erasure of a person (``core.persons``) clean reasons, until ``forbid_again`` or the end of the
    transaction. Raises ``RuntimeError`` outside a transaction.
    """
    connection = connections["default"]
    if not connection.in_atomic_block:
        raise RuntimeError("Erasing belongs inside a transaction.")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT set_config('knooppunt.erasing', 'yes', true)")
        else:  # one transaction writes at a time, and a rollback brings the trigger back
            cursor.execute("DROP TRIGGER IF EXISTS core_statuschange_append_only")


def forbid_again() -> None:
    """The database refuses edits of the status history again."""
    connection = connections["default"]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('knooppunt.erasing', '', true)")
    else:
        install_trigger()


def install_trigger(using: str = "default", **_kwargs: object) -> None:
    """Let the database itself refuse edits (receiver of ``post_migrate``, so that it returns after every migration).

    On SQLite deleting is refused by the queryset only: Django empties test tables there with DELETE. Emptying a
    PostgreSQL table as a whole (TRUNCATE, at a restore) stays possible.
    """
    connection = connections[using]
    if StatusChange._meta.db_table not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        cursor.execute(_POSTGRESQL if connection.vendor == "postgresql" else _SQLITE)
