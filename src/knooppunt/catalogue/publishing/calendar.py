"""Runs as iCalendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.catalogue import words
from knooppunt.catalogue.content import EntryContent, Run, RunState
from knooppunt.catalogue.models import Entry
from knooppunt.catalogue.queries.entries import content_of
from knooppunt.core.linked_data import absolute

if TYPE_CHECKING:
    from icalendar import Event

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MOST = 1000  # runs in one calendar


def calendar_of(entries: Iterable[Entry], *, only: str = "") -> bytes:
    """The runs of ``entries`` that are not over, or the one with key ``only``; nothing when there is none."""
    from icalendar import Calendar  # 60 ms to import, and few processes ever need it

    calendar = Calendar()
    calendar.add("prodid", "-//Knooppunt//aanbod//NL")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Training – Knooppunt"))
    calendar.add("x-published-ttl", "PT12H")  # how often a calendar program should look again
    today = timezone.localdate()
    made = 0
    for entry in entries:
        content = content_of(entry)
        for run in content.runs:
            wanted = run.key == only if only else not words.is_past(run, today)
            if run.starts_on and wanted and made < MOST:
                calendar.add_component(_event(entry, content, run))
                made += 1
    return bytes(calendar.to_ical()) if made else b""


def _event(entry: Entry, content: EntryContent, run: Run) -> Event:
    from icalendar import Event

    assert run.starts_on is not None
    event = Event()
    event.add("uid", f"{run.key}@knooppunt")
    event.add("dtstamp", entry.changed_at.astimezone(dt.UTC))
    event.add("sequence", entry.version)
    last = run.ends_on or run.starts_on
    if run.starts_at and last == run.starts_on:
        event.add("dtstart", _moment(run.starts_on, run.starts_at))
        if run.ends_at:
            event.add("dtend", _moment(last, run.ends_at))
    else:  # several days: all of them, with the times in words
        event.add("dtstart", run.starts_on)
        event.add("dtend", last + dt.timedelta(days=1))
    event.add("summary", entry.title)
    details = [entry.summary, words.time_words(run), words.seats_words(run, timezone.localdate())]
    event.add("description", "\n".join(line for line in details if line))
    place = ", ".join(part for part in (words.place_words(run), run.address) if part)
    if place:
        event.add("location", place)
    event.add("url", absolute(entry.get_absolute_url()))
    if run.latitude is not None and run.longitude is not None:
        event.add("geo", (run.latitude, run.longitude))
    event.add("status", "CANCELLED" if run.state == RunState.CANCELLED else "CONFIRMED")
    return event


def _moment(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time, AMSTERDAM).astimezone(dt.UTC)
