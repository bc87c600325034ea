"""An archive as people read it: names of fields in words, days as days, choices by their label. JSON keeps the codes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from knooppunt.core.privacy_words import WORDS, word_for


def readable(row: dict[str, Any]) -> list[tuple[str, str]]:
    """The fields of one row of ``exporting.everything_about``: word and text."""
    model = apps.get_model(row["model"])
    return [(word_for(model, name), text_of(model, name, value)) for name, value in row["fields"].items()]


def readable_place(found: dict[str, Any]) -> list[tuple[str, str]]:
    """The same of something found in a ``Place``."""
    return [(str(WORDS.get(name, name)), "\n".join(_lines(value))) for name, value in found.items() if value]


def moment(text: str) -> str:
    """A moment from the archive as people write it."""
    return _day(text)


def text_of(model: Any, name: str, value: Any) -> str:
    """A value in words; of a list or a mapping one line each. A mail with layout stands beside its own plain text."""
    if isinstance(value, str) and value[:15].lower() == "<!doctype html>":
        return _("The same text with layout; it stands in the file for computers.")
    try:
        column: Any = model._meta.get_field(name)
    except FieldDoesNotExist:
        column = None
    if column is not None and not column.is_relation and column.choices and isinstance(value, str | int):
        return str(dict(column.flatchoices).get(value, value))
    return "\n".join(_lines(value))


def _lines(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            first, *more = list(_lines(inner)) or [""]
            yield f"{key}: {first}"
            yield from (f"  {line}" for line in more)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _lines(inner)
    elif isinstance(value, bool):
        yield _("yes") if value else _("no")
    elif isinstance(value, str):
        yield _day(value)
    else:
        yield str(value)


def _day(text: str) -> str:
    """Days and moments as people write them; anything else as it is."""
    if not text[:4].isdecimal() or len(text) > 40:
        return text
    try:
        at = parse_datetime(text) if "T" in text else None
        day = parse_date(text) if len(text) == 10 else None
    except ValueError:
        return text
    if isinstance(at, dt.datetime):
        return date_format(localtime(at) if at.tzinfo else at, "j F Y H:i")
    return date_format(day, "j F Y") if day else text
