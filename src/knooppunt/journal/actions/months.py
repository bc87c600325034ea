"""Closing a month of the logbook, and reopening it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.core import status
from knooppunt.journal.actions.refusals import Refused, first_of_month
from knooppunt.journal.models import ClosedMonth
from knooppunt.network.models import Hub

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

SUBJECT = "journal.month"  # in the status history: subject_id is the hub, the reason says which month
CLOSED, OPEN = "closed", "open"


def close_month(*, hub: Hub, month: dt.date, by: User) -> ClosedMonth:
    """From now on nothing changes in that month. Doing it twice changes nothing. Raises ``Refused`` before its end."""
    first = first_of_month(month)
    if first >= first_of_month(timezone.localdate()):
        raise Refused(_("This month is not over yet. You can close it from the first of next month on."))
    with transaction.atomic():
        closed, is_new = ClosedMonth.objects.get_or_create(hub=hub, month=first, defaults={"closed_by": by})
        if is_new:
            _note(hub, first, OPEN, CLOSED, by)
    return closed


def reopen_month(*, hub: Hub, month: dt.date, by: User) -> None:
    """The month takes changes again. Doing it twice changes nothing."""
    first = first_of_month(month)
    with transaction.atomic():
        if ClosedMonth.objects.filter(hub=hub, month=first).delete()[0]:
            _note(hub, first, CLOSED, OPEN, by)


def _note(hub: Hub, first: dt.date, old: str, new: str, by: User) -> None:
    status.record_status(subject_kind=SUBJECT, subject_id=hub.pk, old=old, new=new, by=by, reason=f"{first:%Y-%m}")
