"""How the hubs stand: hub × theme × year with the four statuses, counted by the database.

Rows in the archive or the bin count nowhere. A theme without a national theme counts as "own theme" of its hub.
Closed and merged hubs keep the years they had. Nothing here ranks hubs: they stand in their fixed order.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from knooppunt.network.models import Hub
from knooppunt.plans.models import ActionPlan, NationalTheme, PlanItem, Status
from knooppunt.plans.queries.tree import STALE_AFTER
from knooppunt.plans.queries.visible import items_visible_to, plans_visible_to

LOCAL = "eigen"  # the address of themes that are a hub's own
_FILTERED = {
    "achieved": Count("pk", filter=Q(status=Status.ACHIEVED)),
    "on_track": Count("pk", filter=Q(status=Status.ON_TRACK)),
    "continuous": Count("pk", filter=Q(status=Status.CONTINUOUS)),
    "behind": Count("pk", filter=Q(status=Status.BEHIND)),
    "unset": Count("pk", filter=Q(status="")),
    "confirmed_at": Max("confirmed_at"),
}


@dataclass
class Cell:
    """Some rows together: how many have which status. *Doorlopend* is never late; without a status is counted apart."""

    achieved: int = 0
    on_track: int = 0
    continuous: int = 0
    behind: int = 0
    unset: int = 0
    confirmed_at: dt.datetime | None = None  # when somebody last said how one of them stands

    @property
    def total(self) -> int:
        """All rows."""
        return self.rated + self.unset

    @property
    def rated(self) -> int:
        """Rows with a status."""
        return self.well + self.behind

    @property
    def well(self) -> int:
        """Rows that go well."""
        return self.achieved + self.on_track + self.continuous

    @property
    def counts(self) -> dict[str, int]:
        """Status code → number, in the fixed order, "" last."""
        return {
            Status.ACHIEVED.value: self.achieved,
            Status.ON_TRACK.value: self.on_track,
            Status.CONTINUOUS.value: self.continuous,
            Status.BEHIND.value: self.behind,
            "": self.unset,
        }

    def add(self, other: Cell) -> None:
        """Take the rows of ``other`` along."""
        self.achieved += other.achieved
        self.on_track += other.on_track
        self.continuous += other.continuous
        self.behind += other.behind
        self.unset += other.unset
        moments = [moment for moment in (self.confirmed_at, other.confirmed_at) if moment]
        self.confirmed_at = max(moments, default=None)


@dataclass(frozen=True)
class Column:
    """A national theme as a column, or (without ``pk``) the hubs' own themes; ``slug`` is what addresses call it."""

    pk: int | None
    slug: str
    title: str
    short_title: str


@dataclass
class HubLine:
    """One hub in one year."""

    hub: Hub
    plan: ActionPlan | None
    cells: list[Cell]  # in the order of the columns
    total: Cell

    @property
    def is_silent(self) -> bool:
        """Whether nobody has confirmed a row for more than 60 days, in a plan that is still open."""
        if self.plan is None or self.plan.locked_at or self.hub.closed_on or not self.total.total:
            return False
        since = self.total.confirmed_at or self.plan.created_at
        return timezone.now() - since > STALE_AFTER


@dataclass
class Overview:
    """Hub × theme for one year."""

    year: int
    years: list[int]  # that have plans, newest first
    columns: list[Column]
    lines: list[HubLine]
    totals: list[Cell] = field(default_factory=list)  # per column
    total: Cell = field(default_factory=Cell)


def overview_items(user: Any) -> QuerySet[PlanItem]:
    """The rows that count for ``user``: living, not in the archive, in the plan of a hub."""
    items = items_visible_to(user).filter(archived_at__isnull=True, theme__plan__is_template=False)
    return items.select_related(None)


def overview(user: Any, year: int) -> Overview:
    """Hub × theme for ``year``. Four queries, whatever the number of hubs, plans and rows."""
    plans = list(plans_visible_to(user).of_hubs().select_related(None).order_by("-year"))
    of_year = {plan.hub_id: plan for plan in plans if plan.year == year}
    cells = _cells(overview_items(user).filter(theme__plan__year=year), "theme__plan__hub_id", "theme__national_id")
    themes = {theme.pk: theme for theme in NationalTheme.objects.all()}
    keys = _column_keys(themes, {theme_id for _hub, theme_id in cells})
    result = Overview(year, sorted({plan.year for plan in plans}, reverse=True), _columns(themes, keys), [])
    result.totals = [Cell() for _ in keys]
    for hub in _hubs(of_year):
        plan = of_year.get(hub.pk)
        if plan is not None:
            plan.hub = hub  # at hand: its address asks for it
        line = HubLine(hub, plan, [cells.get((hub.pk, key), Cell()) for key in keys], Cell())
        for cell, total in zip(line.cells, result.totals, strict=True):
            line.total.add(cell)
            total.add(cell)
        result.total.add(line.total)
        result.lines.append(line)
    return result


@dataclass
class Series:
    """One hub or theme over the years: a cell per year, ``None`` where there was no plan."""

    label: str
    slug: str
    cells: list[Cell | None]
    hub: Hub | None = None


@dataclass
class YearByYear:
    """Hub × year and theme × year."""

    years: list[int]  # oldest first
    hubs: list[Series]
    themes: list[Series]


def year_by_year(user: Any, hub: Hub | None = None) -> YearByYear:
    """All years side by side, for all hubs together or for one. Five queries, without hubs for one."""
    plans, items = plans_visible_to(user).of_hubs().select_related(None), overview_items(user)
    if hub is not None:
        plans, items = plans.filter(hub=hub), items.filter(theme__plan__hub=hub)
    had = set(plans.order_by().values_list("hub_id", "year"))
    years = sorted({year for _hub, year in had})
    by_theme = _cells(items, "theme__national_id", "theme__plan__year")
    themes = {theme.pk: theme for theme in NationalTheme.objects.all()}
    keys = _column_keys(themes, {theme_id for theme_id, _year in by_theme})
    series = [
        Series(column.title, column.slug, [by_theme.get((key, year)) for year in years])
        for key, column in zip(keys, _columns(themes, keys), strict=True)
    ]
    by_hub = _cells(items, "theme__plan__hub_id", "theme__plan__year")
    hubs = [hub] if hub is not None else list(_hubs({hub_id for hub_id, _year in had}))
    lines = [
        Series(
            one.short_name,
            one.slug,
            [by_hub.get((one.pk, year), Cell()) if (one.pk, year) in had else None for year in years],
            one,
        )
        for one in hubs
    ]
    return YearByYear(years, lines, series)


def _cells(items: QuerySet[PlanItem], first: str, second: str) -> dict[tuple[Any, Any], Cell]:
    """One query: the cells by two keys."""
    rows = items.order_by().values(first, second).annotate(**_FILTERED)
    return {(row.pop(first), row.pop(second)): Cell(**row) for row in rows}


def _column_keys(themes: dict[int, NationalTheme], used: Iterable[int | None]) -> list[int | None]:
    """The national themes that are in use or have rows, in their order; ``None`` (own themes) last, where there are."""
    seen = set(used)
    keys: list[int | None] = [pk for pk, theme in themes.items() if theme.is_current or pk in seen]
    return [*keys, None] if None in seen else keys


def _columns(themes: dict[int, NationalTheme], keys: list[int | None]) -> list[Column]:
    own = Column(None, LOCAL, gettext("Own themes of hubs"), gettext("Own themes"))
    return [Column(key, themes[key].slug, themes[key].title, themes[key].short_title) if key else own for key in keys]


def _hubs(with_plan: Iterable[int | None]) -> QuerySet[Hub]:
    """Hubs that keep a plan today, and those that have one: closed and merged hubs keep the years they had."""
    return Hub.objects.filter(
        Q(closed_on__isnull=True) & ~Q(kind=Hub.Kind.NATIONAL) | Q(pk__in=[pk for pk in with_plan if pk])
    ).select_related("merged_into")
