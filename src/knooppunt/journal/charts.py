"""Charts as numbers for SVG attributes. Strings with a point, whatever the language; every chart has a table beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from knooppunt.journal.queries.hours import MonthHours

HEIGHT = 100.0


@dataclass(frozen=True)
class Column:
    """One month: a column for what was used and a mark for what was agreed."""

    first: dt.date
    x: str
    y: str
    height: str
    agreed_y: str  # empty when nothing was agreed


@dataclass(frozen=True)
class MonthChart:
    """Columns side by side in a box of ``width`` × 100."""

    width: str
    columns: list[Column]
    column_width: str


def draw_months(months: Sequence[MonthHours]) -> MonthChart | None:
    """The chart; ``None`` for a single month, or when nothing was used: that is no chart."""
    most = max((max(one.minutes, one.agreed or 0) for one in months), default=0)
    if len(months) < 2 or not any(one.minutes for one in months):
        return None
    step, wide = 20.0, 14.0
    columns = []
    for number, one in enumerate(months):
        height = HEIGHT * one.minutes / most
        agreed = "" if one.agreed is None else _text(HEIGHT - HEIGHT * one.agreed / most)
        columns.append(Column(one.first, _text(number * step + 3), _text(HEIGHT - height), _text(height), agreed))
    return MonthChart(_text(step * len(months)), columns, _text(wide))


@dataclass(frozen=True)
class Dot:
    """One hub on the line."""

    x: str
    is_own: bool


def draw_spread(values: Sequence[float], own: float) -> list[Dot]:
    """Dots on a line of 100 wide, from nothing to the most; the own one last, so that it lies on top."""
    most = max(values) or 1
    rest = list(values)
    rest.remove(own)
    return [*(Dot(_text(2 + 96 * value / most), False) for value in rest), Dot(_text(2 + 96 * own / most), True)]


def _text(value: float) -> str:
    return f"{value:.2f}"
