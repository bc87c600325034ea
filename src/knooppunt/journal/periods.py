"""A year, half-year, quarter or month, and how much of what was agreed falls in it. Pure."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

_CODE = re.compile(r"(?P<year>20\d\d)(?:-(?:H(?P<half>[12])|K(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?")


@dataclass(frozen=True)
class Period:
    """So many whole months. ``code`` is how addresses name it: "2026", "2026-H1", "2026-K3", "2026-11"."""

    code: str
    first: dt.date
    months: int

    @property
    def last(self) -> dt.date:
        """Its last day."""
        return _plus(self.first, self.months) - dt.timedelta(days=1)

    @property
    def days(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    @property
    def before(self) -> Period:
        """The same kind of period before it."""
        return _period(_plus(self.first, -self.months), self.months)

    @property
    def after(self) -> Period:
        """The same kind of period after it."""
        return _period(_plus(self.first, self.months), self.months)

    @property
    def month_starts(self) -> list[dt.date]:
        """The first day of each of its months."""
        return [_plus(self.first, number) for number in range(self.months)]

    @property
    def label(self) -> str:
        """In words: "2026", "first half of 2026", "July – September 2026", "November 2026"."""
        if self.months == 12:
            return str(self.first.year)
        if self.months == 1:
            return date_format(self.first, "F Y")
        return _("%(first)s – %(last)s") % {
            "first": date_format(self.first, "F"),
            "last": date_format(self.last, "F Y"),
        }


def period_of(code: str, today: dt.date) -> Period:
    """The period that ``code`` names; this year when it names none."""
    match = _CODE.fullmatch(code)
    if match is None:
        return _period(dt.date(today.year, 1, 1), 12)
    year = int(match["year"])
    if match["half"]:
        return _period(dt.date(year, 1 + 6 * (int(match["half"]) - 1), 1), 6)
    if match["quarter"]:
        return _period(dt.date(year, 1 + 3 * (int(match["quarter"]) - 1), 1), 3)
    if match["month"]:
        return _period(dt.date(year, int(match["month"]), 1), 1)
    return _period(dt.date(year, 1, 1), 12)


def periods_around(today: dt.date) -> list[Period]:
    """Those that one goes to most: this month, quarter, half-year and year, and the year before."""
    quarter, half = (today.month - 1) // 3 + 1, 1 if today.month < 7 else 2
    codes = (
        f"{today:%Y-%m}",
        f"{today.year}-K{quarter}",
        f"{today.year}-H{half}",
        f"{today.year}",
        f"{today.year - 1}",
    )
    return [period_of(code, today) for code in codes]


def agreed_minutes(hours: float | None, per: str, first: dt.date, last: dt.date) -> float | None:
    """What was agreed ("10 hours per week"), for the days ``first`` to ``last``; ``None`` when nothing was.

    Prorated by day: a week has seven of them, a month and a year as many as they have.
    """
    if hours is None or per not in {"week", "month", "year"}:
        return None
    if last < first:
        return 0.0
    if per == "week":
        share = ((last - first).days + 1) / 7
    else:
        share, day = 0.0, first
        while day <= last:
            end = (
                dt.date(day.year, 12, 31)
                if per == "year"
                else day.replace(day=calendar.monthrange(day.year, day.month)[1])
            )
            start = dt.date(day.year, 1, 1) if per == "year" else day.replace(day=1)
            until = min(end, last)
            share += ((until - day).days + 1) / ((end - start).days + 1)
            day = end + dt.timedelta(days=1)
    return float(hours) * 60 * share


def _period(first: dt.date, months: int) -> Period:
    number = (first.month - 1) // months + 1
    marks = {12: "", 6: f"-H{number}", 3: f"-K{number}", 1: f"-{first.month:02d}"}
    return Period(f"{first.year}{marks[months]}", first, months)


def _plus(day: dt.date, months: int) -> dt.date:
    number = day.year * 12 + day.month - 1 + months
    return dt.date(number // 12, number % 12 + 1, 1)
