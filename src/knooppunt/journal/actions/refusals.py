"""What an action says when it cannot be done, and the checks that every action of the logbook begins with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from knooppunt.journal.models import MOST_MINUTES, ClosedMonth
from knooppunt.network.models import Hub

FIRST_DAY = dt.date(2018, 10, 1)  # the programme began (seed 001); an earlier date is a typing error


class Refused(Exception):
    """The change cannot be made; the text is a sentence for the person who asked."""


class MonthClosed(Refused):
    """The month in question takes no more changes."""


def first_of_month(day: dt.date) -> dt.date:
    """The day by which a month is kept."""
    return day.replace(day=1)


def refuse_when_closed(hub: Hub | int, days: Iterable[dt.date]) -> None:
    """Raise ``MonthClosed`` when one of these days lies in a closed month of the hub. One query.

    Call inside the transaction that writes: a page may have stood open.
    """
    hub_id = hub.pk if isinstance(hub, Hub) else hub
    months = {first_of_month(day) for day in days}
    closed = ClosedMonth.objects.filter(hub_id=hub_id, month__in=months).order_by("month").first()
    if closed is not None:
        raise MonthClosed(closed_sentence(closed.month))


def closed_sentence(month: dt.date) -> str:
    """Why nothing changes in this month, and what to do."""
    name = date_format(month, "F Y")
    return _("%(month)s is closed. Reopen that month in the logbook first, then make the change.") % {
        "month": name[:1].upper() + name[1:]
    }


def refuse_odd_date(day: dt.date) -> None:
    """Raise ``Refused`` for a day that has not come yet, or long before the hubs began."""
    if day > timezone.localdate():
        raise Refused(_("This day has not come yet. The logbook holds what you have done."))
    if day < FIRST_DAY:
        raise Refused(
            _("This date is too long ago: the hubs began in %(month)s.") % {"month": date_format(FIRST_DAY, "F Y")}
        )


def refuse_odd_minutes(minutes: int) -> None:
    """Raise ``Refused`` for no time at all, or more than a day of work."""
    if minutes < 1:
        raise Refused(_("A moment takes at least one minute."))
    if minutes > MOST_MINUTES:
        raise Refused(
            _("A moment takes at most %(hours)d hours. Spread it over more days.") % {"hours": MOST_MINUTES // 60}
        )
