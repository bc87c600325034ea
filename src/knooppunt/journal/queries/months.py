"""The months of a logbook, with what stands in them and whether they are closed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min, Sum
from django.db.models.functions import TruncMonth

from knooppunt.journal.models import ClosedMonth, Moment
from knooppunt.network.models import Hub


@dataclass(frozen=True)
class Month:
    """One month. ``closed`` says by whom and when, if it is closed."""

    first: dt.date
    count: int
    minutes: int
    closed: ClosedMonth | None
    is_over: bool

    @property
    def code(self) -> str:
        """As addresses name it: "2026-11"."""
        return f"{self.first:%Y-%m}"


def months_of(hub: Hub, today: dt.date) -> list[Month]:
    """From the first month with a moment to this one, newest first. Three queries."""
    moments = Moment.objects.filter(hub=hub).order_by()
    sums = {
        row["month"]: row
        for row in moments.annotate(month=TruncMonth("date"))
        .values("month")
        .annotate(count=Count("pk"), minutes=Sum("minutes"))
    }
    closed = {one.month: one for one in ClosedMonth.objects.filter(hub=hub).select_related("closed_by")}
    start = moments.aggregate(first=Min("date"))["first"] or today
    first, months = today.replace(day=1), []
    oldest = min([start.replace(day=1), *closed])
    while first >= oldest:
        row = sums.get(first, {"count": 0, "minutes": 0})
        is_over = first < today.replace(day=1)
        months.append(Month(first, row["count"], row["minutes"], closed.get(first), is_over))
        first = (first - dt.timedelta(days=1)).replace(day=1)
    return months


def closed_months(hub: Hub, days: list[dt.date]) -> set[dt.date]:
    """Which of the months of these days are closed, by their first day. One query."""
    firsts = {day.replace(day=1) for day in days}
    return set(ClosedMonth.objects.filter(hub=hub, month__in=firsts).values_list("month", flat=True))
