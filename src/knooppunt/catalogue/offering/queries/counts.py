"""How often entries were looked at, by week. Numbers of pages, never of persons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import TruncWeek
from django.utils import timezone

from knooppunt.catalogue.models import Entry, EntryQuerySet
from knooppunt.catalogue.offering.models import EntryCount
from knooppunt.network.api import hubs_of, is_coordinator, is_editor, mandates_of
from knooppunt.network.models import Role

PERIODS = (4, 13, 52)  # weeks, this one included


@dataclass(frozen=True)
class Week:
    """One week of one entry, from its Monday."""

    monday: dt.date
    viewed: int
    followed: int

    @property
    def sunday(self) -> dt.date:
        """The last day."""
        return self.monday + dt.timedelta(days=6)


@dataclass(frozen=True)
class Counted:
    """An entry, and the sums over a period."""

    entry: Entry
    viewed: int
    followed: int


def counted_entries(user: Any) -> EntryQuerySet:
    """The entries whose numbers ``user`` may see: of the own organisation, of the own hub, or all for who keeps all."""
    if is_editor(user) or is_coordinator(user):
        return Entry.objects.all()
    own = [one.organisation_id for one in mandates_of(user) if one.role == Role.PROVIDER]
    hubs = [hub.pk for hub in hubs_of(user, Role.AMBASSADOR)]
    return Entry.objects.filter(Q(provider_id__in=own) | Q(hub_id__in=hubs))


def first_day(weeks: int) -> dt.date:
    """The Monday with which the last ``weeks`` weeks begin."""
    today = timezone.localdate()
    return today - dt.timedelta(days=today.weekday(), weeks=weeks - 1)


def sums_of(user: Any, *, weeks: int) -> QuerySet[Any, Any]:
    """Per entry that was looked at: ``entry_id``, ``views`` and ``follows``, most looked at first."""
    rows = EntryCount.objects.filter(day__gte=first_day(weeks), entry__in=counted_entries(user).order_by())
    sums = rows.order_by().values("entry_id").annotate(views=Sum("viewed"), follows=Sum("followed"))
    return sums.order_by("-views", "-follows", "entry_id")


def with_entries(sums: Iterable[dict[str, Any]]) -> list[Counted]:
    """The entries with their sums, in the same order. One query."""
    given = list(sums)
    entries = Entry.objects.with_page().defer("content").in_bulk([one["entry_id"] for one in given])
    return [Counted(entries[one["entry_id"]], one["views"], one["follows"]) for one in given]


def sums_by_entry(entries: Iterable[Entry], *, weeks: int = 4) -> dict[int, tuple[int, int]]:
    """Number of the entry → how often viewed and followed. One query."""
    rows = EntryCount.objects.filter(day__gte=first_day(weeks), entry__in=[one.pk for one in entries])
    sums = rows.order_by().values_list("entry_id").annotate(views=Sum("viewed"), follows=Sum("followed"))
    return {pk: (views, follows) for pk, views, follows in sums}


def weeks_of(entry: Entry, *, weeks: int) -> list[Week]:
    """Every week of the period, the newest first, also those without any number. One query."""
    rows = EntryCount.objects.filter(day__gte=first_day(weeks), entry=entry)
    found = {week: (views, follows) for week, views, follows in _by_week(rows).values_list("week", "views", "follows")}
    mondays = [first_day(number) for number in range(1, weeks + 1)]
    return [Week(monday, *found.get(monday, (0, 0))) for monday in mondays]


def export_rows(user: Any, *, weeks: int) -> Iterator[list[Any]]:
    """Week, number and title of the entry, provider, views, followed: one row per week in which it was looked at."""
    rows = EntryCount.objects.filter(day__gte=first_day(weeks), entry__in=counted_entries(user).order_by())
    names = ("week", "entry_id", "entry__title", "entry__provider__name", "views", "follows")
    sums = _by_week(rows, "entry_id", "entry__title", "entry__provider__name").values_list(*names)
    for row in sums.order_by("-week", "entry_id").iterator(chunk_size=1000):
        yield list(row)


def _by_week(rows: QuerySet[EntryCount], *names: str) -> QuerySet[Any, Any]:
    by_week: QuerySet[Any, Any] = rows.order_by().annotate(week=TruncWeek("day")).values("week", *names)
    sums: QuerySet[Any, Any] = by_week.annotate(views=Sum("viewed"), follows=Sum("followed"))
    return sums
