"""From the bytes of a calendar (RFC 5545) to the appointments that took place in a few weeks.

Most of a calendar lies outside those weeks, so the text is cut into appointments first and only those that can matter
are read in full: a calendar of 5 MB costs a second, not a minute. Left out: whole days, what is cancelled, what is marked
as free time, and what its owner marked private.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from knooppunt.journal.calendars.model import Appointment, CalendarProblem

AMSTERDAM = ZoneInfo("Europe/Amsterdam")  # of a time that says no zone
MOST_EVENTS = 20_000
MOST_FOUND = 500  # appointments in the weeks asked for
MOST_TIMES = 30_000  # steps of one repetition: every day for eighty years
LONGEST = dt.timedelta(hours=16)  # as journal.models.MOST_MINUTES
_BLOCK = re.compile(r"^BEGIN:VEVENT\n.*?^END:VEVENT$", re.MULTILINE | re.DOTALL | re.IGNORECASE)
_ZONE = re.compile(r"^BEGIN:VTIMEZONE\n.*?^END:VTIMEZONE$", re.MULTILINE | re.DOTALL | re.IGNORECASE)
_START = re.compile(r"^DTSTART[^:\n]*:(\d{8})", re.MULTILINE | re.IGNORECASE)
_REPEATS = re.compile(r"^(?:RRULE|RDATE)[;:]", re.MULTILINE | re.IGNORECASE)
_MOVED = re.compile(r"^RECURRENCE-ID[;:]", re.MULTILINE | re.IGNORECASE)
_TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})  # no appointment comes round like that


def appointments_in(data: bytes, since: dt.datetime, until: dt.datetime) -> list[Appointment]:
    """The appointments that began from ``since`` and ended by ``until``, in order. Raises ``CalendarProblem``."""
    text = re.sub(r"\r\n?", "\n", data.decode("utf-8-sig", "replace")).replace("\x00", "")
    text = re.sub(r"\n[ \t]", "", text)  # unfold
    if not re.search(r"^BEGIN:VCALENDAR\s*$", text[:5000], re.MULTILINE | re.IGNORECASE):
        raise CalendarProblem("not-calendar")
    if text.upper().count("BEGIN:VEVENT") > MOST_EVENTS:
        raise CalendarProblem("busy")
    blocks = [block for block in _BLOCK.findall(text) if _may_matter(block, since, until)]
    if not blocks:
        return []
    found = sorted(_expand(_parsed(text, blocks), since, until), key=lambda one: (one.starts_at, one.uid))
    return found[:MOST_FOUND]


def _may_matter(block: str, since: dt.datetime, until: dt.datetime) -> bool:
    """Whether this appointment can lie in the weeks asked for; wide by two days, whatever the time zone."""
    start = _START.search(block)
    if start is None:
        return False
    first, last = f"{since - dt.timedelta(days=2):%Y%m%d}", f"{until + dt.timedelta(days=2):%Y%m%d}"
    if _MOVED.search(block):  # one time of a repetition, elsewhere: also needed to leave its first place out
        return True
    return start[1] <= last and (start[1] >= first or bool(_REPEATS.search(block)))


def _parsed(text: str, blocks: Iterable[str]) -> list[Any]:
    from icalendar import Calendar

    zones = list(dict.fromkeys(_ZONE.findall(text)))[:200]
    events: list[Any] = []
    for block in blocks:
        # One by one: a broken appointment costs itself and no other.
        whole = "\r\n".join(
            ["BEGIN:VCALENDAR", *_needed(zones, block), block.replace("\n", "\r\n"), "END:VCALENDAR", ""]
        )
        try:
            events += Calendar.from_ical(whole).walk("VEVENT")
        except (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError):
            continue
    return events


def _needed(zones: list[str], block: str) -> Iterator[str]:
    named = re.search(r"TZID=\"?([^\":;\n]+)", block)
    if named is None:
        return
    for zone in zones:
        if re.search(rf"^TZID:{re.escape(named[1])}\s*$", zone, re.MULTILINE):
            yield zone.replace("\n", "\r\n")


def _expand(events: list[Any], since: dt.datetime, until: dt.datetime) -> Iterator[Appointment]:
    moved: dict[str, set[dt.datetime]] = defaultdict(set)
    for event in events:
        original = _moment(event, "RECURRENCE-ID")
        if original is not None:
            moved[_uid(event)].add(_utc(original))
    for event in events:
        # Whatever is wrong with an appointment costs that appointment alone: nobody can foresee all of it.
        with contextlib.suppress(Exception):
            yield from list(_expand_one(event, moved[_uid(event)], since, until))


def _expand_one(event: Any, moved: set[dt.datetime], since: dt.datetime, until: dt.datetime) -> Iterator[Appointment]:
    start = _moment(event, "DTSTART")
    length = _length(event, start)
    if start is None or length is None or not _is_work(event):
        return
    if "RECURRENCE-ID" in event:
        times: Iterable[tuple[dt.datetime, dt.datetime]] = [(start, _moment(event, "RECURRENCE-ID") or start)]
    else:
        skipped = moved | {_utc(day) for day in _days(event, "EXDATE")}
        times = ((one, one) for one in _times(event, start, until) if _utc(one) not in skipped)
    for begins, original in times:
        if _utc(begins) >= since and _utc(begins) + length <= until:
            yield _appointment(event, begins, original, length)


def _times(event: Any, start: dt.datetime, until: dt.datetime) -> Iterator[dt.datetime]:
    """When it begins, each time up to ``until``: the clock on the wall stays the same over the change of summer time."""
    extra = _days(event, "RDATE")
    rule: Any = event.get("RRULE")
    if not isinstance(rule, dict):  # none, several, or unreadable
        yield from dict.fromkeys([start, *extra])
        return
    if {str(one).upper() for one in rule.get("FREQ", [])} & _TOO_OFTEN:
        return
    from dateutil.rrule import rrulestr  # type: ignore[import-untyped]

    wall = start.replace(tzinfo=None)
    end = until.astimezone(start.tzinfo).replace(tzinfo=None)
    if (last := next(iter(rule.get("UNTIL", [])), None)) is not None:
        end = min(end, _wall(last, start))
    text = ";".join(
        part for part in event["RRULE"].to_ical().decode().split(";") if not part.upper().startswith("UNTIL=")
    )
    try:
        repeated = rrulestr(text, dtstart=wall)
        for one in itertools.islice(repeated, MOST_TIMES):
            if one > end:
                break
            yield one.replace(tzinfo=start.tzinfo)
    except (ValueError, KeyError, TypeError, OverflowError):
        yield start
    yield from (one for one in extra if one != start)


def _wall(last: dt.date, start: dt.datetime) -> dt.datetime:
    if not isinstance(last, dt.datetime):
        return dt.datetime.combine(last, dt.time.max)
    return last.astimezone(start.tzinfo).replace(tzinfo=None) if last.tzinfo else last


def _appointment(event: Any, begins: dt.datetime, original: dt.datetime, length: dt.timedelta) -> Appointment:
    people = [*_many(event, "ATTENDEE"), *_many(event, "ORGANIZER")]
    categories = [str(name) for group in _many(event, "CATEGORIES") for name in getattr(group, "cats", [])]
    return Appointment(
        uid=_uid(event),
        occurrence=f"{_utc(original):%Y%m%dT%H%M%SZ}",
        title=" ".join(str(event.get("SUMMARY", "")).split())[:300],
        starts_at=begins,
        minutes=max(1, round(length.total_seconds() / 60)),
        people=tuple(dict.fromkeys(str(one).lower().removeprefix("mailto:")[:320] for one in people[:300])),
        words=" ".join(categories)[:500],
    )


def _is_work(event: Any) -> bool:
    """Neither cancelled, nor free time, nor private."""
    values = {name: str(event.get(name, "")).upper() for name in ("STATUS", "TRANSP", "CLASS")}
    return (
        values["STATUS"] != "CANCELLED"
        and values["TRANSP"] != "TRANSPARENT"
        and values["CLASS"] not in {"PRIVATE", "CONFIDENTIAL"}
    )


def _length(event: Any, start: dt.datetime | None) -> dt.timedelta | None:
    """How long it takes, on the clock; ``None`` when it takes no time, or longer than a day of work."""
    if start is None:
        return None
    end = _moment(event, "DTEND")
    duration = getattr(event.get("DURATION"), "dt", None)
    found = _utc(end) - _utc(start) if end is not None else duration if isinstance(duration, dt.timedelta) else None
    return found if found is not None and dt.timedelta(0) < found <= LONGEST else None


def _moment(event: Any, name: str) -> dt.datetime | None:
    """A property that is a moment; ``None`` for a whole day or nothing."""
    try:
        found = getattr(event.get(name), "dt", None)
    except ValueError:  # unreadable: icalendar says so when one looks
        return None
    if not isinstance(found, dt.datetime):
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=AMSTERDAM)


def _days(event: Any, name: str) -> list[dt.datetime]:
    days = [one.dt for group in _many(event, name) for one in getattr(group, "dts", [])[:5000]]
    moments = [day for day in days if isinstance(day, dt.datetime)]
    return [day if day.tzinfo is not None else day.replace(tzinfo=AMSTERDAM) for day in moments]


def _many(event: Any, name: str) -> list[Any]:
    value = event.get(name)
    return [] if value is None else value if isinstance(value, list) else [value]


def _uid(event: Any) -> str:
    return str(event.get("UID", "")) or f"{event.get('SUMMARY', '')}"


def _utc(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC)
