"""One person's week as a grid: activities down, days across."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from knooppunt.journal.models import Moment
from knooppunt.journal.queries.choices import ThemeChoice, plan_choices
from knooppunt.journal.queries.listing import week_code
from knooppunt.journal.queries.months import closed_months
from knooppunt.network.models import Hub
from knooppunt.plans.models import PlanItem, Theme

RECENT = dt.timedelta(days=28)
NONE = "x"  # the row "without activity"
_WEEK = re.compile(r"(20\d\d)-[Ww](\d\d)")
_KEY = re.compile(r"x|[it][1-9]\d{0,9}")


def week_of(code: str) -> dt.date | None:
    """The Monday of "2026-W47"; ``None`` when there is no such week."""
    match = _WEEK.fullmatch(code)
    if match is None:
        return None
    try:
        return dt.date.fromisocalendar(int(match[1]), int(match[2]), 1)
    except ValueError:
        return None


def is_key(text: str) -> bool:
    """Whether ``text`` names a row: "i12" (activity), "t3" (theme) or "x"."""
    return _KEY.fullmatch(text) is not None


def key_of(moment: Moment) -> str:
    """The row in which a moment stands."""
    if moment.item_id:
        return f"i{moment.item_id}"
    return f"t{moment.theme_id}" if moment.theme_id else NONE


@dataclass
class Cell:
    """One day of one row. ``text`` is what the field shows: what was typed, else what is saved."""

    day: dt.date
    moments: list[Moment] = field(default_factory=list)
    text: str = ""
    error: str = ""
    conflict: str = ""  # what somebody else made of it, in hours
    is_closed: bool = False

    @property
    def minutes(self) -> int:
        """The sum of the saved moments."""
        return sum(one.minutes for one in self.moments)

    @property
    def has_several(self) -> bool:
        """Whether the cell shows a sum, to be changed in the logbook."""
        return len(self.moments) > 1

    @property
    def can_type(self) -> bool:
        """Whether hours can be typed here."""
        return not self.is_closed and not self.has_several and self.day <= timezone.localdate()

    @property
    def seen(self) -> str:
        """What the page saw, sent back with the hours: "12:3" (moment and version), or "0" for an empty cell."""
        return f"{self.moments[0].pk}:{self.moments[0].version}" if self.moments else "0"


@dataclass
class GridRow:
    """One activity, theme, or nothing of the plan."""

    key: str
    label: str
    theme: str
    cells: list[Cell]

    @property
    def minutes(self) -> int:
        """The saved total."""
        return sum(cell.minutes for cell in self.cells)


@dataclass
class Grid:
    """A week of one person in one hub."""

    monday: dt.date
    days: list[dt.date]
    rows: list[GridRow]
    groups: list[ThemeChoice]  # what a row can be added for
    others: dict[dt.date, int]  # minutes of the others of the hub per day

    @property
    def code(self) -> str:
        """The week in an address."""
        return week_code(self.monday)

    @property
    def day_totals(self) -> list[int]:
        """The saved total of each day."""
        return [sum(row.cells[place].minutes for row in self.rows) for place in range(7)]

    @property
    def minutes(self) -> int:
        """The saved total of the week."""
        return sum(self.day_totals)

    def cell(self, key: str, day: dt.date) -> Cell | None:
        """The cell of a row and day."""
        for row in self.rows:
            if row.key == key:
                return row.cells[(day - self.monday).days]
        return None


def week_grid(hub: Hub, user: Any, monday: dt.date, extra: Iterable[str] = ()) -> Grid:
    """The week of ``user`` in ``hub``: rows of this week, of the four weeks before, and ``extra``. Seven queries."""
    days = [monday + dt.timedelta(days=number) for number in range(7)]
    around = Moment.objects.filter(hub=hub, date__gte=monday - RECENT, date__lte=days[-1])
    cells: dict[tuple[str, dt.date], list[Moment]] = defaultdict(list)
    keys: set[str] = {NONE, *extra}
    others: dict[dt.date, int] = defaultdict(int)
    for one in around.order_by("date", "pk").defer("note", "result"):
        if one.author_id == user.pk:
            keys.add(key_of(one))
            if one.date >= monday:
                cells[key_of(one), one.date].append(one)
        elif one.date >= monday:
            others[one.date] += one.minutes
    closed = closed_months(hub, days)
    groups = plan_choices(hub, days[3].year)  # the ISO year belongs to the Thursday
    rows = [
        GridRow(key, label, theme, [Cell(day, cells[key, day], is_closed=day.replace(day=1) in closed) for day in days])
        for key, label, theme in _ordered(keys, groups)
    ]
    return Grid(monday, days, rows, groups, dict(others))


def _ordered(keys: set[str], groups: list[ThemeChoice]) -> list[tuple[str, str, str]]:
    """Keys with label and theme, in the order of the plan; what is no longer in it after that; "without" last."""
    found = []
    for group in groups:
        if f"t{group.pk}" in keys:
            found.append((f"t{group.pk}", group.title, ""))
        found += [(f"i{item.pk}", str(item), group.title) for item in group.items if f"i{item.pk}" in keys]
    known = {key for key, _label, _theme in found}
    gone = keys - known - {NONE}
    items = {
        f"i{pk}": (text, theme)
        for pk, text, theme in PlanItem.all_objects.filter(pk__in=_pks(gone, "i")).values_list(
            "pk", "text", "theme__title"
        )
    }
    themes = {
        f"t{pk}": (title, "")
        for pk, title in Theme.all_objects.filter(pk__in=_pks(gone, "t")).values_list("pk", "title")
    }
    found += [(key, *labels) for key, labels in sorted({**items, **themes}.items())]
    return [*found, (NONE, "", "")]


def _pks(keys: Iterable[str], kind: str) -> list[int]:
    return [int(key[1:]) for key in keys if key[0] == kind]
