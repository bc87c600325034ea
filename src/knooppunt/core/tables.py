"""Reading tables that people hand in: CSV and Excel, in whatever encoding, without trusting anything in them.

What goes out is made by ``core.documents``. What comes in passes here: rows of plain text with their row numbers, or a
``TableRefused`` with a sentence. Memory and time are bounded by the limits below, whatever the file claims to be.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from knooppunt.core import file_types
from knooppunt.core.documents.tables import restored

MOST_BYTES = 10 * 2**20
MOST_UNPACKED = 150 * 2**20  # of all parts of a workbook together
MOST_COLUMNS = 100
MOST_IN_CELL = 10_000  # characters
_MORE_THAN_ROWS = 20  # how many times the row limit a sheet may count in empty rows
_SEPARATORS = ";,\t|"
_LOOKED_AT = 20  # lines by which the separator of a CSV is chosen
_MOST_SOUGHT = 40_000  # merged ranges and such formulas of a sheet; more are not looked at
_NAMED_CELL = rb'r="(?P<column>[A-Z]{1,3})(?P<row>\d{1,7})"'
# Two things that a reader that streams does not give. Bounded, so that no file makes it slow.
_SOUGHT = re.compile(
    rb'<(?:\w+:)?mergeCell\s[^<>]{0,200}?ref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"'
    rb"|<(?:\w+:)?c\s(?P<before>[^<>]{0,100}?)" + _NAMED_CELL + rb"(?P<behind>[^<>]{0,100})>\s{0,9}<(?:\w+:)?f\b"
    rb"(?:[^<>]{0,400}/>|[^<>]{0,400}>[^<]{0,9000}</(?:\w+:)?f>)\s{0,9}(?:<(?:\w+:)?v\s?/>|<(?:\w+:)?v></(?:\w+:)?v>)?"
    rb"\s{0,9}</(?:\w+:)?c>"
)
_LONGEST_SOUGHT = 10_000  # bytes
NO_OUTCOME = "#FORMULE?"  # stands where a file holds a formula, but not what comes out of it
FAULTS = ("#REF!", "#N/A", "#N/B", "#VALUE!", "#WAARDE!", "#VERW!", "#NAME?", "#NAAM?", "#DIV/0!", "#DEEL/0!")


class TableRefused(Exception):
    """The file is not taken; the text is a sentence for the person."""


class OtherKind(TableRefused):
    """It is no table at all; who reads more kinds of files says so in other words."""


def fault_of_formula(text: str) -> str:
    """What to say of a cell with a formula that failed, or whose outcome the file does not hold; else nothing."""
    if not text.lstrip().startswith("#"):
        return ""
    if text.strip() == NO_OUTCOME:
        return _(
            "Here stands a formula, and the file does not hold its outcome. Open it in Excel and save it once more."
        )
    if text.strip().upper() in FAULTS:
        return _("Here stands the fault of a formula: %(text)s.") % {"text": text.strip()}
    return ""


@dataclass(frozen=True)
class TableRow:
    """One row that holds something, with the number that a spreadsheet gives it."""

    number: int
    cells: tuple[str, ...]

    def cell(self, position: int | None) -> str:
        """The text in a column; empty beyond the end, or without a column."""
        return self.cells[position] if position is not None and position < len(self.cells) else ""


@dataclass(frozen=True)
class ReadTable:
    """The first row with anything in it as titles, and the rows below."""

    header: TableRow
    rows: list[TableRow]


def read_table(path: Path, *, name: str = "", most_rows: int = 10_000) -> ReadTable:
    """Read the first sheet of a workbook, or a CSV file (UTF-8, UTF-16 or Windows-1252; comma, semicolon or tab).

    ``name`` is what the file was called. Raises ``TableRefused`` when it is empty, too large, another kind of file,
    broken, hostile, undecodable, or holds more than ``most_rows`` rows below the titles.
    """
    size = path.stat().st_size
    if not size:
        raise TableRefused(_("This file is empty."))
    if size > MOST_BYTES:
        raise TableRefused(_("This file is too large: at most %(megabytes)s MB.") % {"megabytes": MOST_BYTES // 2**20})
    rows = _rows_of(path, name, most_rows)
    header: TableRow | None = None
    found: list[TableRow] = []
    for row in rows:
        if header is None:
            header = row
        elif len(found) == most_rows:
            raise TableRefused(
                _("This file has more than %(most)s rows. Split it, or check whether it is the right file.")
                % {"most": f"{most_rows:,}".replace(",", ".")}
            )
        else:
            found.append(row)
    if header is None:
        raise TableRefused(_("This file is empty."))
    return ReadTable(header, found)


def _rows_of(path: Path, name: str, most_rows: int) -> Iterable[TableRow]:
    kind = file_types.sniff(path, name)
    if kind == file_types.XLSX:
        return _workbook_rows(path, most_rows)
    if kind in {file_types.DOCX, file_types.PPTX, file_types.ODT, file_types.ODS, file_types.ODP, file_types.ZIP}:
        raise OtherKind(_("We read Excel (.xlsx) and CSV here. Save your list as one of these."))
    if kind == file_types.OLD_OFFICE:
        raise TableRefused(
            _("This is an old Excel file, or one with a password. Save it without a password as .xlsx or .csv.")
        )
    if kind == file_types.MACROS:
        raise TableRefused(_("This file holds macros (small programs). Save it without macros, as .xlsx."))
    if _begins_with(path, b"PK"):
        raise TableRefused(_("This Excel file is damaged, so we cannot open it. Save it once more and try again."))
    if kind in {file_types.CSV, file_types.TEXT, file_types.UNKNOWN, file_types.CALENDAR}:
        return _csv_rows(path)
    raise OtherKind(_("We read Excel (.xlsx) and CSV here. Save your list as one of these."))


def _begins_with(path: Path, mark: bytes) -> bool:
    with path.open("rb") as handle:
        return handle.read(len(mark)) == mark


def _csv_rows(path: Path) -> Iterator[TableRow]:
    text = decode(path.read_bytes())
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    try:
        # Counted in rows, as a spreadsheet does: a cell may hold several lines.
        for number, cells in enumerate(reader, start=1):
            row = _row(number, (restored(cell) for cell in cells))
            if row is not None:
                yield row
    except csv.Error as error:
        raise TableRefused(
            _("Line %(line)s is not good CSV: a quotation mark may be missing.") % {"line": reader.line_num}
        ) from error


def _separator(text: str) -> str:
    """What stands in most of the first lines, and then most often: above the titles there may be a line of words."""
    lines = [line for line in itertools.islice(text.splitlines(), 10 * _LOOKED_AT) if line.strip()][:_LOOKED_AT]
    return max(
        _SEPARATORS, key=lambda mark: (sum(mark in line for line in lines), sum(line.count(mark) for line in lines))
    )


def decode(data: bytes) -> str:
    """Text in UTF-8, UTF-16 or Windows-1252. Raises ``TableRefused`` for what is none of these, or no text at all."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _decoded(data, encoding)
    if b"\x00" in data[:2000]:
        guess = "utf-16-le" if data[1:2] == b"\x00" else "utf-16-be"
        return _decoded(data, guess)
    try:
        return _decoded(data, "utf-8")
    except TableRefused:
        return _decoded(data, "cp1252")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeError as error:
        raise TableRefused(_("We cannot read the letters in this file. Save it once more, as CSV in UTF-8.")) from error
    if any(ord(character) < 32 and character not in "\t\r\n\f\x1a" for character in text):
        raise TableRefused(_("We cannot read this file as text. Save your list as Excel (.xlsx) or CSV."))
    return text


def _workbook_rows(path: Path, most_rows: int) -> Iterator[TableRow]:
    _check_parts(path)
    from openpyxl import load_workbook  # inline: half a second of import that only imports need

    # A handle, not the path: openpyxl judges paths by their ending, and stored files have none.
    with path.open("rb") as handle:
        yield from _sheet_rows(load_workbook, handle, most_rows)


def _sheet_rows(load_workbook: Callable[..., Any], handle: IO[bytes], most_rows: int) -> Iterator[TableRow]:
    try:
        book = load_workbook(handle, read_only=True, data_only=True, keep_links=False)
        try:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # the file may lie about its size
            lowest = most_rows * _MORE_THAN_ROWS
            values = sheet.iter_rows(max_col=MOST_COLUMNS, max_row=lowest, values_only=True)
            ranges, formulas = _beside_the_cells(handle, sheet._worksheet_path)
            merged = _Merged(ranges)
            for number, cells in enumerate(values, start=1):
                texts = [_as_text(cell) for cell in cells]
                for column in formulas.get(number, ()):
                    texts += [""] * (column + 1 - len(texts))
                    texts[column] = texts[column] or NO_OUTCOME
                row = _row(number, merged.filled(number, texts))
                if row is not None:
                    yield row
        finally:
            book.close()
    except (TableRefused, GeneratorExit):
        raise
    except Exception as error:  # openpyxl raises nearly anything on a damaged or hostile file
        raise TableRefused(
            _("This Excel file is damaged, so we cannot open it. Save it once more and try again.")
        ) from error


class _Merged:
    """Cells merged downwards: what a spreadsheet keeps in the first of them is meant for every row."""

    def __init__(self, ranges: Iterable[tuple[int, int, int]]) -> None:
        self._starts: dict[int, list[tuple[int, int]]] = {}  # first row → (column, last row)
        for column, first, last in ranges:
            self._starts.setdefault(first, []).append((column, last))
        self._open: dict[int, tuple[int, str]] = {}  # column → (last row, text)

    def filled(self, number: int, cells: list[str]) -> list[str]:
        """The cells of a row, with what was merged into it. A row with nothing of its own stays empty."""
        for column, last in self._starts.get(number, ()):
            self._open[column] = (last, cells[column] if column < len(cells) else "")
        if not self._open or not any(cell.strip() for cell in cells):
            return cells
        for column, (last, text) in list(self._open.items()):
            if number > last:
                del self._open[column]
            elif text:
                cells += [""] * (column + 1 - len(cells))
                cells[column] = cells[column] or text
        return cells


def _beside_the_cells(handle: IO[bytes], part: str) -> tuple[list[tuple[int, int, int]], dict[int, list[int]]]:
    """Merged ranges of more than one row, as (column, first row, last row), and per row the columns that hold a formula
    without its outcome: programs write those, and without a word the cell would seem empty. A reader that streams
    gives neither, so the sheet's XML is looked through once beforehand.
    """
    merged: list[tuple[int, int, int]] = []
    formulas: dict[int, list[int]] = {}
    with zipfile.ZipFile(handle) as archive, archive.open(part.lstrip("/")) as xml:
        kept, found = b"", 0
        while found < _MOST_SOUGHT and (block := xml.read(2**20)):
            text, end = kept + block, 0
            for match in _SOUGHT.finditer(text):
                found, end = found + 1, match.end()
                if match["row"]:
                    column, is_text = _column_number(match["column"]), b't="str"' in match["before"] + match["behind"]
                    if not is_text and column < MOST_COLUMNS:  # text may come out as nothing
                        formulas.setdefault(int(match["row"]), []).append(column)
                    continue
                column, first, last = _column_number(match[1]), int(match[2]), int(match[3])
                if last > first and column < MOST_COLUMNS:
                    merged.append((column, first, last))
            kept = text[max(end, len(text) - _LONGEST_SOUGHT) :]
    return merged, formulas


def _column_number(letters: bytes) -> int:
    """A is 0."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _check_parts(path: Path) -> None:
    """Look into the archive before anything is unpacked: how large it becomes, and whether its XML refers elsewhere."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > 2000 or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise TableRefused(_("This file is far larger inside than it looks, so we do not open it."))
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as handle:
                        head = handle.read(4096).replace(b"\x00", b"")
                    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                        raise TableRefused(
                            _("This file refers to things outside itself. Save it once more from Excel.")
                        )
    except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, EOFError, ValueError) as error:
        words = _("This Excel file is damaged, so we cannot open it. Save it once more and try again.")
        raise TableRefused(words) from error


def _row(number: int, cells: Iterable[str]) -> TableRow | None:
    """The row without empty cells at its end; ``None`` when nothing is left."""
    kept = [cell.strip() for cell in cells]
    while kept and not kept[-1]:
        kept.pop()
    if not kept:
        return None
    if len(kept) > MOST_COLUMNS:
        raise TableRefused(_("Row %(row)s has more than %(most)s columns.") % {"row": number, "most": MOST_COLUMNS})
    if any(len(cell) > MOST_IN_CELL for cell in kept):
        raise TableRefused(_("A cell in row %(row)s is too long: at most 10,000 characters.") % {"row": number})
    return TableRow(number, tuple(kept))


def _as_text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case float() if value.is_integer():
            return str(int(value))
        case dt.datetime() if value.time() == dt.time():
            return value.date().isoformat()
        case dt.date() | dt.datetime():
            return value.isoformat(" ") if isinstance(value, dt.datetime) else value.isoformat()
        case _:
            return "".join(c for c in str(value) if c.isprintable() or c in "\n\t")
