"""What somebody looks for in a logbook, and the moments as a list of weeks and days with totals."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Sum
from django.http import QueryDict
from django.utils.dateparse import parse_date

from knooppunt.core.numbers import whole_number
from knooppunt.journal.lines import MomentLine, lines_of
from knooppunt.journal.models import Moment, MomentKind
from knooppunt.network.models import Contact, Organisation
from knooppunt.plans.models import PlanItem, Theme

LONGEST_QUERY = 100
NO_THEME = "zonder"


@dataclass(frozen=True)
class MomentSearch:
    """Filters of a logbook. What is empty does not restrict; what cannot be read is left out, so that old links work."""

    q: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    kind: str = ""
    theme: str = ""  # a number, or "zonder"
    item: int | None = None
    organisation: int | None = None
    contact: int | None = None
    author: int | None = None
    highlight: bool = False
    visibility: str = ""

    @classmethod
    def from_query(cls, params: QueryDict) -> MomentSearch:
        """Read ``?q=&van=&tot=&soort=&thema=&activiteit=&organisatie=&contact=&wie=&hoogtepunt=&zichtbaar=``."""
        kind, visibility, theme = params.get("soort", ""), params.get("zichtbaar", ""), params.get("thema", "")
        return cls(
            q=_words(params.get("q", "")),
            since=_date(params.get("van", "")),
            until=_date(params.get("tot", "")),
            kind=kind if kind in {*MomentKind.values, NO_THEME} else "",
            theme=theme if theme == NO_THEME or _number(theme) else "",
            item=_number(params.get("activiteit", "")),
            organisation=_number(params.get("organisatie", "")),
            contact=_number(params.get("contact", "")),
            author=_number(params.get("wie", "")),
            highlight=params.get("hoogtepunt") == "1",
            visibility=visibility if visibility in Moment.Visibility.values else "",
        )

    @property
    def active(self) -> int:
        """How many filters are on, the search words not counted."""
        values = (
            self.since,
            self.until,
            self.kind,
            self.theme,
            self.item,
            self.organisation,
            self.contact,
            self.author,
        )
        return sum(bool(value) for value in values) + self.highlight + bool(self.visibility)

    def apply(self, moments: QuerySet[Moment], *, contacts: QuerySet[Contact]) -> QuerySet[Moment]:
        """The moments that fit. ``contacts`` are those that the reader may see: by others nobody can search."""
        moments = self._by_own_columns(moments)
        if self.theme == NO_THEME:
            moments = moments.filter(item__isnull=True, theme__isnull=True)
        elif self.theme:
            moments = of_theme(moments, int(self.theme))
        if self.item:
            # The copies of one activity over the years count as one.
            lineage = PlanItem.all_objects.filter(pk=self.item).values("lineage")
            moments = moments.filter(item__lineage__in=lineage)
        if self.organisation:
            moments = moments.filter(_linked(Moment.organisations.through, organisation_id=self.organisation))
        if self.contact:
            known = contacts.filter(pk=self.contact).values("pk")
            moments = moments.filter(_linked(Moment.contacts.through, contact_id__in=known))
        return moments

    def _by_own_columns(self, moments: QuerySet[Moment]) -> QuerySet[Moment]:
        for word in self.q.split():
            moments = moments.filter(Q(note__icontains=word) | Q(result__icontains=word))
        if self.since:
            moments = moments.filter(date__gte=self.since)
        if self.until:
            moments = moments.filter(date__lte=self.until)
        if self.kind:
            moments = moments.filter(kind="" if self.kind == NO_THEME else self.kind)
        if self.author:
            moments = moments.filter(author_id=self.author)
        if self.highlight:
            moments = moments.filter(is_highlight=True)
        if self.visibility:
            moments = moments.filter(visibility=self.visibility)
        return moments


def of_theme(moments: QuerySet[Moment], theme_id: int) -> QuerySet[Moment]:
    """Moments for a theme or one of its activities; the same national theme of other years counts along."""
    same = Theme.all_objects.filter(pk=theme_id)
    family = Theme.all_objects.filter(Q(pk=theme_id) | Q(national__isnull=False, national__in=same.values("national")))
    return moments.filter(Q(item__theme__in=family.values("pk")) | Q(item__isnull=True, theme__in=family.values("pk")))


def _linked(through: Any, **values: Any) -> Exists:
    return Exists(through.objects.filter(moment_id=OuterRef("pk"), **values))


def _words(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:LONGEST_QUERY]


def _date(text: str) -> dt.date | None:
    try:
        return parse_date(text.strip()[:10])
    except ValueError:
        return None


def _number(text: str) -> int | None:
    found = whole_number(text)
    return found if found >= 0 else None


def with_details(moments: QuerySet[Moment], *, contacts: QuerySet[Contact]) -> QuerySet[Moment]:
    """With all that a list shows: two queries more, however many rows. Of ``contacts`` only those the reader may see."""
    return moments.select_related("hub", "author", "item__theme", "theme").prefetch_related(
        Prefetch("organisations", Organisation.all_objects.order_by("sort_name")),
        Prefetch("contacts", contacts.order_by("sort_name")),
    )


@dataclass
class Day:
    """One day of a logbook. ``minutes`` counts all moments that fit, also those on another page."""

    date: dt.date
    minutes: int
    moments: list[Moment] = field(default_factory=list)

    @property
    def lines(self) -> list[MomentLine]:
        """The moments in words."""
        return lines_of(self.moments)


@dataclass
class Week:
    """One week, newest day first."""

    monday: dt.date
    minutes: int
    days: list[Day] = field(default_factory=list)

    @property
    def code(self) -> str:
        """The week as addresses name it: "2026-W47"."""
        return week_code(self.monday)

    @property
    def number(self) -> int:
        """The ISO number of the week."""
        return self.monday.isocalendar().week

    @property
    def sunday(self) -> dt.date:
        """The last day."""
        return self.monday + dt.timedelta(days=6)


def week_code(day: dt.date) -> str:
    """The ISO week of a day."""
    year, week, _day = day.isocalendar()
    return f"{year}-W{week:02d}"


def monday_of(day: dt.date) -> dt.date:
    """The Monday of the week in which ``day`` lies."""
    return day - dt.timedelta(days=day.weekday())


def by_week(page: Iterable[Moment], found: QuerySet[Moment]) -> list[Week]:
    """The moments of one page in weeks and days. Totals are over all of ``found``. One query."""
    shown = list(page)
    if not shown:
        return []
    first, last = monday_of(shown[-1].date), monday_of(shown[0].date) + dt.timedelta(days=6)
    sums = found.filter(date__gte=first, date__lte=last).order_by().values_list("date").annotate(Sum("minutes"))
    per_day = dict(sums)
    per_week: dict[dt.date, int] = defaultdict(int)
    for day, minutes in per_day.items():
        per_week[monday_of(day)] += minutes
    weeks: dict[dt.date, Week] = {}
    days: dict[dt.date, Day] = {}
    for moment in shown:
        monday = monday_of(moment.date)
        week = weeks.setdefault(monday, Week(monday, per_week[monday]))
        if moment.date not in days:
            days[moment.date] = Day(moment.date, per_day.get(moment.date, 0))
            week.days.append(days[moment.date])
        days[moment.date].moments.append(moment)
    return list(weeks.values())
