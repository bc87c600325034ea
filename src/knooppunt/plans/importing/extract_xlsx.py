"""Rows from an Excel file: our own template by its column names, or any other sheet as lines. Runs in ``child.py``."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import Any

from knooppunt.plans.importing import refusal
from knooppunt.plans.importing.archive import open_checked
from knooppunt.plans.importing.lines import Line, split_columns, tidy
from knooppunt.plans.importing.refusal import ImportRefused
from knooppunt.plans.importing.template import COLUMNS, MAX_ROWS

_HEADER_WITHIN = 20  # the names of the columns stand in one of the first rows
_MAX_COLUMNS = 30
_STOP_COUNTING = 1_048_576  # what a sheet can hold


def read_sheet(data: bytes) -> list[dict[str, str]] | tuple[list[Line], list[str]]:
    """Rows by column name (with ``row``, the row number) when the template is found, else lines. Raises ``ImportRefused``."""
    import openpyxl

    open_checked(data).close()
    book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    sheets = sorted(book.worksheets, key=lambda sheet: sheet.title.strip().lower() != "actieplan")
    if not sheets:
        raise ImportRefused(refusal.EMPTY)
    for sheet in sheets[:10]:
        names = _names_in(sheet)
        if names:
            return _template_rows(sheet, *names)
    return _as_lines(sheets[0])


def _rows(sheet: Any, stop: int = _STOP_COUNTING) -> Any:
    sheet.reset_dimensions()
    return enumerate(sheet.iter_rows(max_row=stop, max_col=_MAX_COLUMNS, values_only=True), 1)


def _names_in(sheet: Any) -> tuple[int, dict[int, str]] | None:
    """(row, column names by position) of the header row of our template."""
    known = {name.lower(): name for name in COLUMNS}
    for number, row in _rows(sheet, _HEADER_WITHIN):
        found = {place: known[text] for place, cell in enumerate(row) if (text := _shown(cell).lower()) in known}
        if {"Thema", "Soort", "Tekst"} <= set(found.values()):
            return number, found
    return None


def _template_rows(sheet: Any, header: int, names: dict[int, str]) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    count = 0
    for number, row in _rows(sheet):
        if number <= header:
            continue
        texts = {name: _shown(row[place]) for place, name in names.items() if place < len(row)}
        if not any(texts.values()):
            continue
        count += 1
        if count <= MAX_ROWS:
            rows.append({"row": str(number), **texts})
    if count > MAX_ROWS:
        raise ImportRefused(refusal.TOO_MANY_ROWS, count=count, limit=MAX_ROWS)
    if not rows:
        raise ImportRefused(refusal.EMPTY)
    return rows


def _as_lines(sheet: Any) -> tuple[list[Line], list[str]]:
    lines: list[Line] = []
    shown: list[str] = []
    gap = count = 0
    for _number, row in _rows(sheet):
        texts = [_shown(cell) for cell in row]
        if not any(texts):
            gap += 1
            continue
        count += 1
        if count > MAX_ROWS:
            continue
        while not texts[-1]:
            texts.pop()
        while not texts[0]:
            texts.pop(0)
        text, tail = split_columns("\t".join(texts))
        shown.append("   ".join(filter(None, texts)))
        lines.append(Line(len(shown), text, gap, 0, tail, True))
        gap = 0
    if count > MAX_ROWS:
        raise ImportRefused(refusal.TOO_MANY_ROWS, count=count, limit=MAX_ROWS)
    return lines, shown


def _shown(cell: object) -> str:
    """A cell as text: dates as 2026-03-01, whole numbers without a point."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "\n".join(filter(None, (tidy(part) for part in str(cell)[:20_000].splitlines())))
