"""When a hub should be in touch again. Pure functions."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable
from typing import Any, Protocol

SOON = dt.timedelta(days=14)  # shown as "dreigt uit beeld" this long before the day
FIELDS = ("last_touch_on", "cadence_months", "snoozed_until", "due_on")


class Kept(Protocol):
    """A row with the fields of ``models.organisations.Cadence``."""

    last_touch_on: Any
    cadence_months: Any
    snoozed_until: Any
    since: Any
    due_on: Any


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day ``months`` later, or the last day of a shorter month."""
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def due_of(row: Kept) -> dt.date | None:
    """The day on which the hub should have been in touch again; ``None`` without an agreed cadence, and when dormant.

    Counted from the last touch, or else from the beginning; never before the day until which it was put off.
    """
    if not row.cadence_months or getattr(row, "stage", "") == "dormant":
        return None
    due = months_later(row.last_touch_on or row.since, row.cadence_months)
    if row.snoozed_until and row.snoozed_until > due:
        return row.snoozed_until  # type: ignore[no-any-return]  # a date; Kept is read loosely
    return due


def settle(rows: Iterable[Kept]) -> list[Any]:
    """Work out ``due_on`` of these rows anew; those that changed."""
    changed = []
    for row in rows:
        due = due_of(row)
        if row.due_on != due:
            row.due_on = due
            changed.append(row)
    return changed
