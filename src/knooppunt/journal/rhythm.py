"""On which days something comes round. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from knooppunt.journal.models import RecurringMoment

Rhythm = RecurringMoment.Rhythm
MOST = 400  # days of one rhythm in one look; a year of weeks is 53


def days_of(moment: RecurringMoment, since: dt.date, until: dt.date) -> list[dt.date]:
    """The days from ``since`` up to and including ``until`` on which ``moment`` comes round, at most ``MOST``."""
    last = min(until, moment.last_on) if moment.last_on else until
    found: list[dt.date] = []
    for day in _days(moment.rhythm, moment.first_on, since):
        if day > last or len(found) >= MOST:
            break
        if day >= since:
            found.append(day)
    return found


def _days(rhythm: str, first: dt.date, since: dt.date) -> Iterator[dt.date]:
    """From shortly before ``since`` on, so that an old rhythm costs no more than a new one."""
    if rhythm == Rhythm.MONTHLY:
        yield from _monthly(first, since)
        return
    step = dt.timedelta(weeks=2 if rhythm == Rhythm.FORTNIGHTLY else 1)
    day = first + max(0, (since - first) // step) * step
    while True:
        yield day
        day += step


def _monthly(first: dt.date, since: dt.date) -> Iterator[dt.date]:
    """The same weekday of the same week of the month ("the second Tuesday"); a fifth one is the last one."""
    place = (first.day - 1) // 7
    start = max(first.replace(day=1), since.replace(day=1))
    number = start.year * 12 + start.month - 1
    while True:
        month = dt.date(number // 12, number % 12 + 1, 1)
        day = month + dt.timedelta(days=(first.weekday() - month.weekday()) % 7 + 7 * place)
        if day.month != month.month:
            day -= dt.timedelta(days=7)
        if day >= first:
            yield day
        number += 1
