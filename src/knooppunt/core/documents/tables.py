"""A table as plain values, and as CSV that a spreadsheet opens without running anything in it."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from knooppunt.core.documents.text import plain

Value = str | int | float | Decimal | bool | dt.date | dt.datetime | None

# A spreadsheet takes text that begins like this for a formula (OWASP, "CSV injection").
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True)
class Column:
    """A column: its title and its width in characters."""

    title: str
    width: float = 18


@dataclass(frozen=True)
class Table:
    """One sheet. ``rows`` may be a generator and is read once; ``notes`` stand above the header."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    notes: Sequence[str] = ()


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet could take ``text`` for something to work out."""
    return text.startswith(FORMULA_STARTS)


def neutralised(text: str) -> str:
    """``text`` with an apostrophe before it when a spreadsheet could take it for a formula.

    Only CSV needs this: a workbook says of each cell what it is. ``restored`` gives the text back.
    """
    text = plain(text)
    return f"'{text}" if looks_like_formula(text.removeprefix("'")) else text


def restored(text: str) -> str:
    """What ``neutralised`` was given."""
    return text[1:] if text.startswith("'") and looks_like_formula(text[1:].removeprefix("'")) else text


def csv_lines(columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    """CSV line by line, for a streaming answer: UTF-8 with a byte order mark and semicolons, as Dutch Excel expects."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";")

    def line(values: Iterable[object]) -> bytes:
        writer.writerow(values)
        text = buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        return text.encode()

    yield b"\xef\xbb\xbf" + line(neutralised(column.title) for column in columns)
    for row in rows:
        yield line(_as_text(value) for value in row)


def _as_text(value: Value) -> str:
    match value:
        case None:
            return ""
        case str():
            return neutralised(value)
        case bool():
            return "1" if value else "0"
        case dt.datetime():
            local = timezone.localtime(value) if timezone.is_aware(value) else value
            return local.strftime("%Y-%m-%d %H:%M")
        case dt.date():
            return value.isoformat()
        case _:
            return str(value).replace(".", ",")  # a number; a Dutch spreadsheet reads a comma
