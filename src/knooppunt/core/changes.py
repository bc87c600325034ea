"""The change table: what search indexers follow, so that none can lose an update.

``record`` writes rows in the transaction that makes the change. A reader keeps a ``Cursor`` and calls ``read`` again
and again. Sequence numbers do not commit in order on PostgreSQL: a row with number 7 can become visible after number 8.
So rows carry the transaction's id, are read in order of (transaction, number), and a reader stays below
``pg_snapshot_xmin(pg_current_snapshot())``: every transaction under that line has ended, so nothing can still appear
there. The price is that a long transaction holds readers up until it ends. On SQLite one transaction writes at a time
and the number alone is the order.

A new reader takes ``tip()`` first, then builds its index from the tables, then follows from that cursor.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import BigIntegerField, Func, Q, QuerySet
from django.utils import timezone

from knooppunt.core.models import Change, ChangeMark

_LAST_ID = 2**63 - 1


class Rebuild(Exception):
    """The reader's place is gone (cleaned, or the data was restored): it must build its index anew, from ``tip()``."""


@dataclass(frozen=True)
class Cursor:
    """A place in the table. ``str(cursor)`` and ``Cursor.parse`` carry it through a file."""

    epoch: uuid.UUID
    xid: int
    id: int

    def __str__(self) -> str:
        return f"{self.epoch}/{self.xid}/{self.id}"

    @classmethod
    def parse(cls, text: str) -> Cursor:
        """The cursor that ``str`` wrote; raises ``Rebuild`` when the text is damaged."""
        try:
            epoch, xid, row = text.strip().split("/")
            return cls(uuid.UUID(epoch), int(xid), int(row))
        except ValueError as error:
            raise Rebuild(f"Not a cursor: {text!r}.") from error


class _CurrentXid(Func):
    """The id of the top-level transaction, as a number."""

    template = "pg_current_xact_id()::text::bigint"
    output_field = BigIntegerField()
    arity = 0


class _SafeXid(Func):
    """The id below which every transaction has ended, for the snapshot of this very statement."""

    template = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
    output_field = BigIntegerField()
    arity = 0


def record(kind: str, keys: Iterable[int | str | uuid.UUID], *, deleted: bool = False) -> None:
    """Note that these things changed, in the transaction that changes them; bulk writes call it too.

    Raises ``RuntimeError`` outside ``transaction.atomic``: a note that can be kept without its change is worth nothing.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("changes.record belongs inside the transaction that makes the change.")
    xid = _CurrentXid() if _postgresql() else 0
    now = timezone.now()
    rows = [Change(xid=xid, kind=kind, key=str(key), deleted=deleted, at=now) for key in keys]
    Change.objects.bulk_create(rows, batch_size=500)


def tip() -> Cursor:
    """The place from which a reader that now reads everything misses nothing afterwards."""
    epoch = _mark().epoch
    if _postgresql():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
            return Cursor(epoch, cursor.fetchone()[0] - 1, _LAST_ID)
    last = Change.objects.order_by("-id").values_list("id", flat=True).first()
    return Cursor(epoch, 0, max(last or 0, _mark().cleaned_id))


def read(after: Cursor, limit: int = 500) -> tuple[list[Change], Cursor]:
    """Up to ``limit`` rows after the cursor, and the cursor to come back with. Raises ``Rebuild``."""
    rows = list(_settled().filter(_after(after.xid, after.id)).order_by("xid", "id")[:limit])
    # Looked at after the rows: a cleaning that took rows away from this reader has already moved the mark.
    mark = _mark()
    if mark.epoch != after.epoch or (after.xid, after.id) < (mark.cleaned_xid, mark.cleaned_id):
        raise Rebuild("The reader's place in the change table is gone.")
    return rows, (Cursor(after.epoch, rows[-1].xid, rows[-1].id) if rows else after)


def clean(older_than: timedelta = timedelta(days=7)) -> int:
    """Delete the oldest part of the table, up to the first row younger than that; returns how many rows went."""
    with transaction.atomic():
        mark = _mark(lock=True)
        settled = _settled().order_by("xid", "id")
        young = settled.filter(at__gte=timezone.now() - older_than).first()
        old = settled.exclude(_from(young.xid, young.id)) if young else settled
        last = old.reverse().first()
        if last is None:
            return 0
        mark.cleaned_xid, mark.cleaned_id = last.xid, last.id
        mark.save(update_fields=["cleaned_xid", "cleaned_id"])
        # Up to that very row: a row that settles while this runs must not go unmarked.
        return Change.objects.exclude(_after(last.xid, last.id)).delete()[0]


def reset() -> None:
    """Empty the table and begin a new epoch, so that readers rebuild: after a restore or an import of everything."""
    with transaction.atomic():
        Change.objects.all().delete()
        ChangeMark.objects.update_or_create(id=1, defaults={"epoch": uuid.uuid4(), "cleaned_xid": -1, "cleaned_id": -1})


def _postgresql() -> bool:
    return connection.vendor == "postgresql"


def _settled() -> QuerySet[Change]:
    rows = Change.objects.all()
    return rows.filter(xid__lt=_SafeXid()) if _postgresql() else rows


def _after(xid: int, row: int) -> Q:
    return Q(xid__gte=xid) & (Q(xid__gt=xid) | Q(id__gt=row))


def _from(xid: int, row: int) -> Q:
    return Q(xid__gte=xid) & (Q(xid__gt=xid) | Q(id__gte=row))


def _mark(*, lock: bool = False) -> ChangeMark:
    marks = ChangeMark.objects.all()
    if lock and connection.features.has_select_for_update:
        marks = marks.select_for_update()
    return marks.filter(id=1).first() or ChangeMark.objects.get_or_create(id=1)[0]
