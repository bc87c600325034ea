"""The days that a report is about. Pure but for the words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

MOST_DAYS = 366  # a report is about a year at most


def start_of(day: dt.date) -> dt.datetime:
    """The first moment of a day in the Netherlands."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


@dataclass(frozen=True)
class Span:
    """From the first day to the last, both included."""

    first: dt.date
    last: dt.date

    @property
    def before(self) -> Span:
        """The days before it to compare with: as many whole months when it is whole months, else as many days."""
        end = self.first - dt.timedelta(days=1)
        if self.months:
            number = self.first.year * 12 + self.first.month - 1 - self.months
            return Span(dt.date(number // 12, number % 12 + 1, 1), end)
        return Span(end - (self.last - self.first), end)

    @property
    def months(self) -> int:
        """How many whole months it is; 0 when it begins or ends somewhere in a month."""
        if self.first.day != 1 or (self.last + dt.timedelta(days=1)).day != 1:
            return 0
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    @property
    def label(self) -> str:
        """In words: "July – December 2026", "2026", "3 March – 9 May 2026"."""
        if self.months == 12 and self.first.month == 1:
            return str(self.first.year)
        if self.months == 1:
            return date_format(self.first, "F Y")
        form = "F" if self.months else "j F"
        if self.first.year != self.last.year:
            form += " Y"
        return _("%(first)s – %(last)s") % {
            "first": date_format(self.first, form),
            "last": date_format(self.last, "F Y" if self.months else "j F Y"),
        }

    @property
    def code(self) -> str:
        """Short, for file names: "2026-H1", "2026", or the two dates."""
        if self.months == 6 and self.first.month in {1, 7}:
            return f"{self.first.year}-H{1 if self.first.month == 1 else 2}"
        if self.months == 12 and self.first.month == 1:
            return str(self.first.year)
        return f"{self.first.isoformat()}-{self.last.isoformat()}"


def half_year(day: dt.date) -> Span:
    """The half-year in which ``day`` lies."""
    if day.month < 7:
        return Span(dt.date(day.year, 1, 1), dt.date(day.year, 6, 30))
    return Span(dt.date(day.year, 7, 1), dt.date(day.year, 12, 31))


def half_years_until(day: dt.date, *, count: int) -> list[Span]:
    """The half-year of ``day`` and those before it, newest first."""
    found = [half_year(day)]
    while len(found) < count:
        found.append(found[-1].before)
    return found


def due_half_year(today: dt.date) -> Span:
    """The half-year one reports about now: the one before in its first three months after, else the present one."""
    now = half_year(today)
    return now.before if (today - now.first).days < 92 else now
