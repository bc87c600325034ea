"""The runs of a training, as changes of its content: added in a row, copied, changed, cancelled, taken away."""

from __future__ import annotations

import calendar
import datetime as dt
import hashlib
import uuid
from dataclasses import replace

from knooppunt.catalogue.content import EntryContent, Run, RunState

YEAR = dt.timedelta(weeks=52)  # a Tuesday stays a Tuesday
WEEKLY, FORTNIGHTLY, MONTHLY_DATE, MONTHLY_WEEKDAY = "week", "two-weeks", "month-date", "month-weekday"


def with_runs(content: EntryContent, *, like: Run, days: list[dt.date]) -> EntryContent:
    """The content with one run more for each of these days, otherwise as ``like``. Days that are there already are left."""
    have = {(run.starts_on, run.starts_at, run.place) for run in content.runs}
    span = (like.ends_on - like.starts_on) if like.starts_on and like.ends_on else dt.timedelta(0)
    new = [
        replace(like, key=str(uuid.uuid4()), starts_on=day, ends_on=day + span if span else None)
        for day in dict.fromkeys(days)
        if (day, like.starts_at, like.place) not in have
    ]
    return replace(content, runs=tuple(sorted((*content.runs, *new), key=lambda run: run.starts_on or dt.date.max)))


def days_in_a_row(first: dt.date, *, every: str, times: int) -> list[dt.date]:
    """``times`` days from ``first`` on. By the month: on the same date (the last day where a month is shorter), or on the
    same weekday of the month (its last one where there is no fifth).
    """
    if every in (WEEKLY, FORTNIGHTLY):
        step = dt.timedelta(weeks=1 if every == WEEKLY else 2)
        return [first + number * step for number in range(times)]
    months = [_month_after(first, number) for number in range(times)]
    if every == MONTHLY_DATE:
        return [dt.date(year, month, min(first.day, calendar.monthrange(year, month)[1])) for year, month in months]
    return [_weekday_of(year, month, first) for year, month in months]


def rolled_over(content: EntryContent, *, today: dt.date) -> EntryContent:
    """The content with the runs of the last year once more, a year later: on the same days of the week, planned and with all
    seats free. Enrolment windows and points that still hold move along; what was cancelled does not. What is there stays.

    The last year ends with the last run, so no new day can be there already. When even a year later is over by now, it
    becomes as many years as bring the first new day past ``today``.
    """
    given = [run for run in content.runs if run.starts_on and run.state != RunState.CANCELLED]
    days = [run.starts_on for run in given if run.starts_on]
    if not days:
        return content
    first = min(day for day in days if day > max(days) - YEAR)
    step = YEAR
    while first + step < today:
        step += YEAR
    new, renamed = [], dict[str, str]()
    for run in given:
        if run.starts_on and run.starts_on >= first:
            renamed[run.key] = str(uuid.uuid4())
            new.append(_later(run, step, renamed[run.key]))
    points = [
        replace(one, run=renamed[one.run])
        for one in content.accreditations
        if one.run in renamed and (one.valid_until is None or one.valid_until >= first + step)
    ]
    return replace(content, runs=in_order((*content.runs, *new)), accreditations=(*content.accreditations, *points))


def _later(run: Run, step: dt.timedelta, key: str) -> Run:
    windows = tuple(
        replace(
            one,
            opens_on=one.opens_on + step if one.opens_on else None,
            closes_on=one.closes_on + step if one.closes_on else None,
        )
        for one in run.windows
    )
    return replace(
        run,
        key=key,
        starts_on=run.starts_on + step if run.starts_on else None,
        ends_on=run.ends_on + step if run.ends_on else None,
        state=RunState.PLANNED.value,
        seats_left=None,
        windows=windows,
    )


def run_of(content: EntryContent, key: str) -> Run | None:
    """The run with this key."""
    return next((run for run in content.runs if run.key == key), None)


def mark_of(run: Run) -> str:
    """Another one as soon as anything about the run is another: a form that was drawn before is known by it."""
    return hashlib.sha256(repr(run).encode()).hexdigest()[:16]


def put_run(content: EntryContent, run: Run) -> EntryContent:
    """The content with this run in the place of the one with its key, or added."""
    others = tuple(one for one in content.runs if one.key != run.key)
    return replace(content, runs=in_order((*others, run)))


def copy_run(content: EntryContent, key: str) -> tuple[EntryContent, Run | None]:
    """The content with this run once more, a week later, open and with all seats free; and that new run."""
    run = run_of(content, key)
    if run is None:
        return content, None
    week = dt.timedelta(weeks=1)
    new = replace(
        run,
        key=str(uuid.uuid4()),
        starts_on=run.starts_on + week if run.starts_on else None,
        ends_on=run.ends_on + week if run.ends_on else None,
        state=RunState.OPEN.value,
        seats_left=None,
    )
    return put_run(content, new), new


def set_state(content: EntryContent, key: str, state: str) -> EntryContent:
    """The content with this run in another state, such as cancelled."""
    run = run_of(content, key)
    return put_run(content, replace(run, state=state)) if run else content


def drop_run(content: EntryContent, key: str) -> EntryContent:
    """The content without this run and without the points that were for this run alone."""
    return replace(
        content,
        runs=tuple(run for run in content.runs if run.key != key),
        accreditations=tuple(one for one in content.accreditations if one.run != key),
    )


def in_order(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """By first day and time."""
    return tuple(sorted(runs, key=lambda run: (run.starts_on or dt.date.max, run.starts_at or dt.time(0))))


def _month_after(day: dt.date, months: int) -> tuple[int, int]:
    years, month = divmod(day.month - 1 + months, 12)
    return day.year + years, month + 1


def _weekday_of(year: int, month: int, like: dt.date) -> dt.date:
    """The same weekday in the same week of another month: the second Tuesday stays the second Tuesday."""
    first = dt.date(year, month, 1)
    day = first + dt.timedelta(days=(like.weekday() - first.weekday()) % 7, weeks=(like.day - 1) // 7)
    return day if day.month == month else day - dt.timedelta(weeks=1)
