"""Writing down how far an organisation is with the framework at a level."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.core import changes, status
from knooppunt.core.versions import Conflict, save_version
from knooppunt.framework.actions.refusals import Refused
from knooppunt.framework.models import Concept, FrameworkStatus
from knooppunt.network.models import Organisation

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

SUBJECT = "framework.status"
FIRST_DAY = dt.date(2018, 1, 1)


@dataclass(frozen=True)
class StatusData:
    """What is said about one level."""

    level: Concept
    status: str
    as_of: dt.date
    said_by: str = ""
    note: str = ""
    seen: int = 0  # the version that was seen; 0: there was none


def set_statuses(*, organisation: Organisation, rows: Sequence[StatusData], by: User | None) -> list[FrameworkStatus]:
    """Write down what is said about several levels, all or nothing; earlier words stay in the history.

    Raises ``Refused`` for a day that has not come or is too long ago, ``Conflict`` when somebody was first.
    """
    made = []
    with transaction.atomic():
        known = {row.level_id: row for row in FrameworkStatus.objects.filter(organisation=organisation)}
        for data in rows:
            _refuse_odd_day(data.as_of)
            row = known.get(data.level.pk)
            made.append(_add(organisation, data, by) if row is None else _change(row, data, by))
        changes.record(SUBJECT, [row.pk for row in made])
    return made


def _add(organisation: Organisation, data: StatusData, by: User | None) -> FrameworkStatus:
    row = FrameworkStatus(organisation=organisation, level=data.level)
    _fill(row, data, by)
    row.save()
    _note(row, "", data, by)
    return row


def _change(row: FrameworkStatus, data: StatusData, by: User | None) -> FrameworkStatus:
    if not data.seen:
        raise Conflict(mine=row, current=row)  # the form saw nothing, now there is something
    old = row.status
    _fill(row, data, by)
    save_version(row, seen=data.seen, fields=("status", "as_of", "said_by", "note", "recorded_by"))
    _note(row, old, data, by)
    return row


def _fill(row: FrameworkStatus, data: StatusData, by: User | None) -> None:
    row.status, row.as_of, row.said_by, row.note = data.status, data.as_of, data.said_by.strip(), data.note.strip()
    row.recorded_by = by
    row._history_user = by  # type: ignore[attr-defined]  # how django-simple-history is told who it was


def _note(row: FrameworkStatus, old: str, data: StatusData, by: User | None) -> None:
    if old != data.status:
        status.record(subject_kind=SUBJECT, subject_id=row.pk, old=old, new=data.status, by=by, reason=data.said_by)


def _refuse_odd_day(day: dt.date) -> None:
    if day > timezone.localdate():
        raise Refused(_("This day has not come yet."))
    if day < FIRST_DAY:
        raise Refused(_("This date is too long ago."))
