"""What was typed in the grid of a week: one text per row and day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.http import QueryDict

from knooppunt.journal.actions.week import CellWish
from knooppunt.journal.hours import NotHours, read_minutes
from knooppunt.journal.queries.week import is_key

MOST_ROWS = 80
NOTHING = frozenset({"", "0", "0,0", "0:00"})


@dataclass
class TypedWeek:
    """The cells of a form. ``texts`` has all of them, ``errors`` a sentence for each that cannot be read."""

    keys: list[str] = field(default_factory=list)
    texts: dict[tuple[str, dt.date], str] = field(default_factory=dict)
    errors: dict[tuple[str, dt.date], str] = field(default_factory=dict)
    wishes: list[CellWish] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)  # hours in rows that are none, or too many rows


def read_week(data: QueryDict, monday: dt.date) -> TypedWeek:
    """Read the fields ``c-<row>-<0..6>`` (hours) and ``v-<row>-<0..6>`` (what the screen showed)."""
    typed = TypedWeek(keys=[key for key in dict.fromkeys(data.getlist("row")) if is_key(key)][:MOST_ROWS])
    for key, place in _cells(typed.keys):
        name = f"{key}-{place}"
        if f"c-{name}" not in data:
            continue  # a sum, a closed month, a day to come: nothing to type
        day = monday + dt.timedelta(days=place)
        text = " ".join(str(data[f"c-{name}"]).split())[:200]
        typed.texts[key, day] = text
        try:
            minutes = read_minutes(text) if text not in NOTHING else 0
        except NotHours as error:
            typed.errors[key, day] = str(error)
            continue
        typed.wishes.append(CellWish(key, day, minutes, _seen(data.get(f"v-{name}", ""))))
    typed.unread = [text for name in data if (text := _beside(name, typed.keys, data))]
    return typed


def _beside(name: str, keys: list[str], data: QueryDict) -> str:
    """Hours that were sent for no row of the form."""
    if not name.startswith("c-") or name[2:].rpartition("-")[0] in keys:
        return ""
    text = " ".join(str(data[name]).split())[:40]
    return "" if text in NOTHING else text


def _cells(keys: list[str]) -> Iterator[tuple[str, int]]:
    return ((key, place) for key in keys for place in range(7))


def _seen(text: str) -> tuple[int, int] | None:
    pk, _colon, version = text.partition(":")
    both = (pk, version)
    if all(part.isdecimal() and part.isascii() and len(part) < 12 for part in both):
        return int(pk), int(version)
    return None
