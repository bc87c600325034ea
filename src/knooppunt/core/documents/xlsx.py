"""Excel workbooks in which every cell is what it says: text stays text, dates and numbers are real."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import IO, Any

from django.utils import timezone

from knooppunt.core.documents.tables import Table, Value, looks_like_formula
from knooppunt.core.documents.text import plain

CELL_LIMIT = 32_767  # characters; Excel takes no more
CUT = " […]"
ROW_LIMIT = 1_048_576
HEADER = {"bold": True, "bg_color": "#E7EFEC", "bottom": 1, "text_wrap": True, "valign": "top"}
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")


def make_xlsx(tables: Sequence[Table], *, title: str) -> bytes:
    """A workbook with one sheet per table, built in memory. For some thousands of rows; ``write_xlsx`` for more."""
    target = io.BytesIO()
    _write(target, tables, title=title, options={"in_memory": True})
    return target.getvalue()


def write_xlsx(target: IO[bytes], tables: Sequence[Table], *, title: str) -> None:
    """The same into a file, row by row: memory stays flat however many rows the tables give."""
    _write(target, tables, title=title, options={"constant_memory": True})


def _write(target: IO[bytes], tables: Sequence[Table], *, title: str, options: dict[str, Any]) -> None:
    import xlsxwriter

    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, {**options, **safe}) as book:
        book.set_properties({"title": plain(title)[:255], "author": "Knooppunt"})
        formats = {
            "header": book.add_format(HEADER),
            "note": book.add_format({"italic": True}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
            # Excel keeps taking this for text, even after somebody edits the cell.
            "quoted": book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True}),
            "date": book.add_format({"num_format": "dd-mm-yyyy", "valign": "top", "align": "left"}),
            "moment": book.add_format({"num_format": "dd-mm-yyyy hh:mm", "valign": "top", "align": "left"}),
            "number": book.add_format({"valign": "top"}),
        }
        for name, table in zip(_sheet_names(tables), tables, strict=True):
            _write_sheet(book.add_worksheet(name), table, formats)


def _write_sheet(sheet: Any, table: Table, formats: dict[str, Any]) -> None:
    for number, column in enumerate(table.columns):
        sheet.set_column(number, number, column.width)
    at = 0
    for note in table.notes:
        sheet.write_string(at, 0, _fitting(note), formats["note"])
        at += 1
    sheet.write_row(at, 0, [plain(column.title) for column in table.columns], formats["header"])
    sheet.freeze_panes(at + 1, 0)
    sheet.repeat_rows(at)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    first, last = at, at
    for last, row in enumerate(_within(table.rows, ROW_LIMIT - at - 1), start=at + 1):
        for number, value in enumerate(row):
            _write_cell(sheet, last, number, value, formats)
    sheet.autofilter(first, 0, last, len(table.columns) - 1)


def _write_cell(sheet: Any, row: int, column: int, value: Value, formats: dict[str, Any]) -> None:
    match value:
        case None | "":
            return
        case str():
            text = _fitting(value)
            sheet.write_string(row, column, text, formats["quoted" if looks_like_formula(text) else "text"])
        case bool():
            sheet.write_boolean(row, column, value, formats["number"])
        case dt.datetime():
            local = timezone.make_naive(value) if timezone.is_aware(value) else value
            sheet.write_datetime(row, column, local, formats["moment"])
        case dt.date():
            sheet.write_datetime(row, column, dt.datetime.combine(value, dt.time()), formats["date"])
        case int() | float() | Decimal():
            sheet.write_number(row, column, value, formats["number"])


def _fitting(text: str) -> str:
    text = plain(text)
    return text if len(text) <= CELL_LIMIT else text[: CELL_LIMIT - len(CUT)] + CUT


def _within(rows: Iterable[Sequence[Value]], most: int) -> Iterable[Sequence[Value]]:
    """The rows; raises ``ValueError`` rather than leave any out."""
    for number, row in enumerate(rows):
        if number == most:
            raise ValueError(f"A sheet holds {most} rows at most.")
        yield row


def _sheet_names(tables: Sequence[Table]) -> list[str]:
    """Names that Excel accepts: 31 characters, without []:*?/\\, each once."""
    names: list[str] = []
    for table in tables:
        base = _NOT_IN_NAMES.sub(" ", plain(table.name)).strip("' \n\t")[:31] or "Blad"
        name, number = base, 2
        while name.casefold() in {taken.casefold() for taken in names}:
            name = f"{base[: 31 - len(str(number)) - 1]} {number}"
            number += 1
        names.append(name)
    return names
