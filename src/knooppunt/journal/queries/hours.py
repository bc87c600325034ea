"""Hours: agreed and used, by theme, activity, kind, month and person. All sums are made by the database."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncMonth
from django.utils.translation import gettext as _

from knooppunt.journal.models import Moment, MomentKind
from knooppunt.journal.periods import Period, agreed_minutes
from knooppunt.network.api import could_take_over
from knooppunt.network.models import Hub
from knooppunt.plans.models import PlanItem, Theme

MOST_ACTIVITIES = 15
FEWEST_HUBS = 3  # with fewer a spread would tell who is who


@dataclass(frozen=True)
class Part:
    """One bar: what, how many minutes, and where one finds them (a query of the logbook)."""

    label: str
    minutes: int
    query: str = ""
    note: str = ""


@dataclass(frozen=True)
class MonthHours:
    """One month: used, and what was agreed for it (``None``: nothing agreed)."""

    first: dt.date
    minutes: int
    agreed: float | None


@dataclass(frozen=True)
class HubHours:
    """The hours of a hub in a period."""

    period: Period
    used: int
    count: int
    agreed: float | None  # for the whole period
    agreed_so_far: float | None  # for its days until today
    months: list[MonthHours]
    themes: list[Part]
    activities: list[Part]
    more_activities: int  # minutes for activities that are not shown
    kinds: list[Part]
    authors: list[Part]
    handover: list[Part]  # activities that somebody else could take over

    @property
    def left(self) -> float | None:
        """Minutes of the whole period that are left; negative when more was used."""
        return None if self.agreed is None else self.agreed - self.used

    @property
    def over(self) -> float:
        """Minutes more than agreed for the whole period."""
        return max(0.0, -(self.left or 0))

    @property
    def handover_minutes(self) -> int:
        """Minutes for activities that somebody else could take over."""
        return sum(part.minutes for part in self.handover)

    @property
    def handover_share(self) -> int:
        """The same in percents of all."""
        return round(100 * self.handover_minutes / self.used) if self.used else 0


def hub_hours(hub: Hub, period: Period, today: dt.date) -> HubHours:
    """Everything about the hours of ``hub`` in ``period``. Seven queries, however many moments."""
    moments = in_period(Moment.objects.filter(hub=hub), period)
    per_month: dict[dt.date, Any] = {
        row["month"]: row
        for row in moments.annotate(month=TruncMonth("date"))
        .values("month")
        .annotate(minutes=Sum("minutes"), count=Count("pk"))
    }
    months = [
        MonthHours(first, per_month.get(first, {}).get("minutes", 0), _agreed(hub, first, _end(first)))
        for first in period.month_starts
    ]
    activities, handover = _activities(moments, period, could_take_over(hub))
    return HubHours(
        period=period,
        used=sum(row["minutes"] for row in per_month.values()),
        count=sum(row["count"] for row in per_month.values()),
        agreed=_agreed(hub, period.first, period.last),
        agreed_so_far=_agreed(hub, period.first, min(period.last, today)),
        months=months,
        themes=themes_of(moments, query=_query(period)),
        activities=activities[:MOST_ACTIVITIES],
        more_activities=sum(part.minutes for part in activities[MOST_ACTIVITIES:]),
        kinds=kinds_of(moments, query=_query(period)),
        authors=_authors(moments, period),
        handover=handover,
    )


def in_period(moments: QuerySet[Moment], period: Period) -> QuerySet[Moment]:
    """Those in ``period``, ready to be summed."""
    return moments.filter(date__gte=period.first, date__lte=period.last).order_by()


def _agreed(hub: Hub, first: dt.date, last: dt.date) -> float | None:
    return agreed_minutes(
        float(hub.agreed_hours) if hub.agreed_hours is not None else None, hub.hours_period, first, last
    )


def _end(first: dt.date) -> dt.date:
    return (first + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)


def _query(period: Period) -> str:
    return f"van={period.first.isoformat()}&tot={period.last.isoformat()}"


def themes_of(moments: QuerySet[Moment], *, query: str = "") -> list[Part]:
    """Minutes per theme, most first; the same national theme of several plans counts as one. Two queries."""
    refs = (
        moments.annotate(theme_ref=Coalesce("item__theme_id", "theme_id"))
        .values_list("theme_ref")
        .annotate(Sum("minutes"))
    )
    sums: dict[int | None, int] = dict(refs)
    names: dict[Any, Part] = {}
    totals: Counter[Any] = Counter()
    themes = (
        Theme.all_objects.filter(pk__in=[pk for pk in sums if pk])
        .select_related("national")
        .order_by("plan__year", "pk")
    )
    for theme in themes:
        family = theme.national_id or theme.title
        totals[family] += sums[theme.pk]
        title = theme.national.short_title if theme.national else theme.title
        names[family] = Part(title, 0, f"{query}&thema={theme.pk}" if query else "")
    parts = [Part(names[family].label, minutes, names[family].query) for family, minutes in totals.items()]
    if sums.get(None):
        parts.append(Part(_("Nothing of the plan"), sums[None], f"{query}&thema=zonder" if query else ""))
    return _most_first(parts)


def kinds_of(moments: QuerySet[Moment], *, query: str = "") -> list[Part]:
    """Minutes per kind, most first. One query."""
    sums = dict(moments.values_list("kind").annotate(Sum("minutes")))
    labels: Mapping[str, Any] = {**dict(MomentKind.choices), "": _("Not said")}
    return _most_first(
        Part(str(labels[kind]), minutes, f"{query}&soort={kind or 'zonder'}" if query else "")
        for kind, minutes in sums.items()
    )


def _activities(
    moments: QuerySet[Moment], period: Period, structures: Mapping[UUID, Sequence[str]]
) -> tuple[list[Part], list[Part]]:
    """Minutes per activity, and those of them that could be handed over. Copies over the years count as one.

    ``structures``: who could take over which lineage, as the register says; besides what the plan itself says.
    """
    sums = dict(moments.filter(item__isnull=False).values_list("item").annotate(Sum("minutes")))
    totals: Counter[Any] = Counter()
    newest: dict[Any, PlanItem] = {}
    for item in PlanItem.all_objects.filter(pk__in=list(sums)).order_by("theme__plan__year", "pk"):
        totals[item.lineage] += sums[item.pk]
        newest[item.lineage] = item
    every = [
        _activity(newest[lineage], minutes, period, structures.get(lineage, ())) for lineage, minutes in totals.items()
    ]
    return _most_first(every), _most_first(part for part in every if part.note)


def _activity(item: PlanItem, minutes: int, period: Period, structures: Sequence[str]) -> Part:
    others = "; ".join(dict.fromkeys(filter(None, [item.handover_to, *structures])))
    return Part(" ".join(item.text.split()), minutes, f"{_query(period)}&activiteit={item.pk}", others)


def _authors(moments: QuerySet[Moment], period: Period) -> list[Part]:
    sums = dict(moments.values_list("author").annotate(Sum("minutes")))
    names = {user.pk: str(user) for user in get_user_model().objects.filter(pk__in=[pk for pk in sums if pk])}
    return _most_first(
        Part(names.get(pk, _("Unknown")), minutes, f"{_query(period)}&wie={pk}" if pk in names else "")
        for pk, minutes in sums.items()
    )


def _most_first(parts: Iterable[Part]) -> list[Part]:
    return sorted(parts, key=lambda part: (-part.minutes, part.label))


@dataclass(frozen=True)
class Spread:
    """How many hours a week the hubs use, without names. ``own`` is the reader's hub."""

    values: list[float]  # minutes a week, from low to high
    own: float

    @property
    def middle(self) -> float:
        """The median."""
        half = len(self.values) // 2
        return self.values[half] if len(self.values) % 2 else (self.values[half - 1] + self.values[half]) / 2


def spread_of(hub: Hub, period: Period, today: dt.date) -> Spread | None:
    """The hubs that keep hours in ``period``, as a spread; ``None`` with fewer than three, or without this one. One query."""
    days = (min(period.last, today) - period.first).days + 1
    if days < 1:
        return None
    moments = in_period(Moment.objects.filter(hub__in=Hub.objects.working().order_by().values("pk")), period)
    sums = dict(moments.values_list("hub").annotate(Sum("minutes")))
    if hub.pk not in sums or len(sums) < FEWEST_HUBS:
        return None
    weeks = days / 7
    return Spread(sorted(minutes / weeks for minutes in sums.values()), sums[hub.pk] / weeks)


@dataclass(frozen=True)
class HubTotal:
    """What national coordination sees of the hours of one hub: totals, no more."""

    hub: Hub
    used: int
    agreed_so_far: float | None

    @property
    def share(self) -> int | None:
        """Used in percents of what was agreed until today."""
        return round(100 * self.used / self.agreed_so_far) if self.agreed_so_far else None


@dataclass(frozen=True)
class NationalHours:
    """The hours of all hubs in a period."""

    period: Period
    hubs: list[HubTotal]
    themes: list[Part]
    kinds: list[Part]

    @property
    def used(self) -> int:
        """Minutes of all hubs."""
        return sum(one.used for one in self.hubs)


def national_hours(period: Period, today: dt.date) -> NationalHours:
    """Totals per hub (in the order of the hubs, no ranking), theme and kind. Five queries."""
    moments = in_period(Moment.objects.all(), period)
    sums = dict(moments.values_list("hub").annotate(Sum("minutes")))
    until = min(period.last, today)
    hubs = [
        HubTotal(hub, sums.get(hub.pk, 0), _agreed(hub, period.first, until))
        for hub in Hub.objects.order_by("order", "short_name")
    ]
    hubs = [one for one in hubs if one.used or (one.hub.closed_on is None and one.hub.kind != Hub.Kind.NATIONAL)]
    return NationalHours(period, hubs, themes_of(moments), kinds_of(moments))
