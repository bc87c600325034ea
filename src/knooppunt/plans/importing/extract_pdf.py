"""Lines from a PDF, with what its geometry tells: columns, ruled rows, blank space, pages. Runs in ``child.py``.

pdfminer.six gives the place of every piece of text and of every drawn line. A "Status" above a column tells where that
column begins; a row between two drawn lines with a line at its side is a row of a table for sure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from itertools import pairwise
from typing import Any

from knooppunt.plans.importing import refusal
from knooppunt.plans.importing.lines import Line, tidy
from knooppunt.plans.importing.refusal import ImportRefused
from knooppunt.plans.importing.words import cell_status, header_of, is_column_name, joined_status, marker_of

MAX_PAGES = 60
_COUNT_UP_TO = 2_000
_RULE = 40.0  # points: a drawn line shorter than this rules no row
_SLACK = 12.0  # points by which a text may stand left of the name of its column


@dataclass(frozen=True)
class Piece:
    """A run of text on one line of a page."""

    x0: float
    x1: float
    y0: float
    y1: float
    text: str

    @property
    def middle(self) -> float:
        """Height of its middle on the page."""
        return (self.y0 + self.y1) / 2


@dataclass
class Page:
    """The texts and drawn lines of a page."""

    top: float = 0.0
    pieces: list[Piece] = field(default_factory=list)
    across: list[tuple[float, float, float]] = field(default_factory=list)  # y, x0, x1
    down: list[tuple[float, float, float]] = field(default_factory=list)  # x, y0, y1
    dots: list[tuple[float, float]] = field(default_factory=list)  # right side, height


def lines_from_pdf(data: bytes) -> tuple[list[Line], list[str]]:
    """The lines of the PDF and the same as a person sees them. Raises ``ImportRefused``."""
    writer = _Writer()
    found = False
    for page in _pages(data):
        found = found or bool(page.pieces)
        writer.take(page)
    if not found or sum(map(len, writer.shown)) < 20:
        raise ImportRefused(refusal.PDF_SCANNED)
    return settle_columns(writer.lines), writer.shown


def _pages(data: bytes) -> Iterator[Page]:
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.layout import LAParams
    from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser

    try:
        document = PDFDocument(PDFParser(BytesIO(data)))
        count = sum(1 for _page, _number in zip(PDFPage.create_pages(document), range(_COUNT_UP_TO), strict=False))
    except (PDFPasswordIncorrect, PDFEncryptionError):
        raise ImportRefused(refusal.PDF_PASSWORD) from None
    if count > MAX_PAGES:
        raise ImportRefused(refusal.PDF_LONG, count=count, limit=MAX_PAGES)
    manager = PDFResourceManager(caching=True)
    device = PDFPageAggregator(manager, laparams=LAParams(boxes_flow=None, char_margin=1.0))
    interpreter = PDFPageInterpreter(manager, device)
    for page in PDFPage.create_pages(document):
        interpreter.process_page(page)
        yield _page_of(device.get_result())


def _page_of(layout: Any) -> Page:
    from pdfminer.layout import LTCurve, LTLayoutContainer, LTTextLine

    page = Page(top=float(layout.y1))
    waiting = list(layout)
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, LTTextLine):
            text = tidy(thing.get_text())
            if text:
                page.pieces.append(Piece(thing.x0, thing.x1, thing.y0, thing.y1, text))
        elif isinstance(thing, LTCurve):
            _take_drawing(page, thing)
        elif isinstance(thing, LTLayoutContainer) or hasattr(thing, "__iter__"):
            waiting += list(thing)
    page.pieces = [_with_bullet(page, piece) for piece in page.pieces]
    return page


def _with_bullet(page: Page, piece: Piece) -> Piece:
    """Browsers draw the bullets of a list; some fonts name them by number only."""
    drawn = any(0 < piece.x0 - x < 25 and piece.y0 < y < piece.y1 for x, y in page.dots)
    text = re.sub(r"^\(cid:\d+\)\s*", "• ", piece.text)
    return replace(piece, text=f"• {text}" if drawn and marker_of(text) is None else text)


def _take_drawing(page: Page, thing: Any) -> None:
    """The sides of lines and boxes, and dots."""
    if thing.width < 8 and thing.height < 8:
        page.dots.append((thing.x1, (thing.y0 + thing.y1) / 2))
    if thing.width >= _RULE:
        page.across += [(y, thing.x0, thing.x1) for y in {round(thing.y0, 1), round(thing.y1, 1)}]
    if thing.height >= 8:
        page.down += [(x, thing.y0, thing.y1) for x in {round(thing.x0, 1), round(thing.x1, 1)}]


@dataclass(frozen=True)
class _Spaces:
    """How close the lines of one paragraph stand on this page, and how high a line is."""

    close: float
    height: float

    @classmethod
    def of(cls, rows: Sequence[Sequence[Piece]]) -> _Spaces:
        """Learn from the page: one in five of the distances is one within a paragraph."""
        between = sorted(upper[0].y0 - lower[0].y1 for upper, lower in pairwise(rows))
        heights = sorted(row[0].y1 - row[0].y0 for row in rows)
        return cls(between[len(between) // 5] if between else 0.0, heights[len(heights) // 2] if heights else 10.0)

    def blank_lines(self, distance: float) -> int:
        """How many blank lines a distance between two lines stands for. A little more than close is one."""
        more = distance - self.close
        return 0 if more < 0.35 * self.height else 1 + int(more / (1.5 * self.height))


class _Writer:
    """Turns pages into lines; remembers the columns of the table that runs on over pages."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.shown: list[str] = []
        self.columns: list[float] = []  # where the columns after the first begin

    def take(self, page: Page) -> None:
        """Add the lines of one page."""
        rows = _visual_rows(page.pieces)
        spaces = _Spaces.of(rows)
        first, above, index = len(self.lines), page.top, 0
        while index < len(rows):
            self._columns_of(page, rows[index])
            band = _band_of(page, rows[index], self.columns)
            size = 1
            while band and index + size < len(rows) and _band_of(page, rows[index + size], self.columns) == band:
                size += 1
            gap = spaces.blank_lines(above - rows[index][0].y1) if index else 0
            if band and not any(header_of(row[0].text) for row in rows[index : index + size]):
                self._table_row(rows[index : index + size], gap)
            else:
                size = 1
                self._add(*self._cells(rows[index]), gap=gap, shown=rows[index])
            above = min(piece.y0 for row in rows[index : index + size] for piece in row)
            index += size
        self._begin_page(first)

    def _begin_page(self, first: int) -> None:
        """Mark the first line of the page. A row that goes on over pages does not begin here for sure."""
        if first < len(self.lines):
            line = self.lines[first]
            self.lines[first] = replace(line, page_break=True)
        for index in range(first, min(first + 3, len(self.lines))):
            line = self.lines[index]
            if line.start and line.text[:1].islower() and not line.tail:
                self.lines[index] = replace(line, start=None)

    def _cells(self, row: Sequence[Piece]) -> tuple[str, tuple[str, ...]]:
        """The text of a visual row and its other columns."""
        cells: list[list[str]] = [[] for _ in range(len(self.columns) + 1)]
        for piece in row:
            cells[sum(1 for left in self.columns if piece.x0 >= left)].append(piece.text)
        if not self.columns and len(row) > 1 and (cell_status(row[-1].text) or is_column_name(row[-1].text)):
            cells = [cells[0][:-1], [row[-1].text]]
        texts = [" ".join(cell) for cell in cells]
        return texts[0], tuple(texts[1:])

    def _table_row(self, rows: Sequence[Sequence[Piece]], gap: int) -> None:
        """A ruled row: all lines of its text, with the whole of its other cells beside the first."""
        found = [self._cells(row) for row in rows]
        width = max(len(tail) for _text, tail in found)
        tail = tuple(
            " ".join(cells[column] for _text, cells in found if column < len(cells) and cells[column])
            for column in range(width)
        )
        texts = [(text, row) for (text, _tail), row in zip(found, rows, strict=True) if text]
        numbers = [mark for text, _row in texts if (mark := marker_of(text)) and mark.kind == "num1"]
        one = len(numbers) < 2 or sum(1 for _text, cells in found if any(cells)) < len(numbers)
        if not texts:
            self._add("", tail, gap=gap, shown=rows[0])
        for index, (text, row) in enumerate(texts):
            if one and len(numbers) < 2:
                self._add(text, tail if not index else (), gap=gap if not index else 0, start=not index, shown=row)
            else:
                self._add(text, self._cells(row)[1], gap=gap if not index else 0, shown=row)

    def _add(
        self, text: str, tail: tuple[str, ...], *, gap: int, shown: Sequence[Piece], start: bool | None = None
    ) -> None:
        self.shown.append("   ".join(piece.text for piece in shown))
        tail = tail if any(tail) else ()
        self.lines.append(Line(len(self.shown), text, gap, 0, tail, start))

    def _columns_of(self, page: Page, row: Sequence[Piece]) -> None:
        """A row that names a list and its columns sets the columns; any other header ends the table."""
        header = header_of(row[0].text)
        names = [piece for piece in row[1:] if is_column_name(piece.text)]
        if header and header.part in ("focus", "activities") and names:
            self.columns = [_left_side(page, piece) for piece in names]
        elif header and header.part in ("goal", "theme", "ending"):
            self.columns = []


def settle_columns(lines: Sequence[Line]) -> list[Line]:
    """Make a status whole that a narrow column broke, and give it to the text beside it.

    A cell is often centred: "Achter op" may stand above the first line of its row and "schema" below it.
    """
    result = list(lines)
    for index, line in enumerate(result):
        cell = line.tail[-1] if line.tail else ""
        for other in range(index + 1, min(index + 4, len(result))) if cell and not cell_status(cell) else ():
            following = result[other].tail[-1] if result[other].tail else ""
            whole = joined_status(cell, following) if following else ""
            if whole:
                result[index] = replace(line, tail=line.tail[:-1])
                result[other] = replace(result[other], tail=result[other].tail[:-1])
                beside = next((one for one in range(index, other + 1) if result[one].text), index)
                result[beside] = replace(result[beside], tail=(*result[beside].tail, whole))
            if following:
                break
    settled = [line if line.text else replace(line, text=" ".join(filter(None, line.tail)), tail=()) for line in result]
    return [line for line in settled if line.text]


def _visual_rows(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces that stand side by side, from the top of the page down, each row from left to right."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda one: (-one.middle, one.x0)):
        last = rows[-1][0] if rows else None
        if last and abs(last.middle - piece.middle) < 0.4 * min(last.y1 - last.y0, piece.y1 - piece.y0):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda one: one.x0) for row in rows]


def _band_of(page: Page, row: Sequence[Piece], columns: Sequence[float]) -> tuple[int, int] | None:
    """The ruled row in which ``row`` stands (its bottom and top), or None outside ruled tables.

    Lines above and below make a row of a table when there is also one at its side, or when both run on to the columns.
    """
    left, middle = row[0].x0, row[0].middle
    reach = min(columns, default=left)
    above = [(y, x1) for y, x0, x1 in page.across if y >= middle and x0 - 3 <= left <= x1]
    below = [(y, x1) for y, x0, x1 in page.across if y < middle and x0 - 3 <= left <= x1]
    if not above or not below:
        return None
    top, bottom = min(above)[0], max(below)[0]
    beside = any(x <= left + 3 and y0 <= bottom + 3 and y1 >= top - 3 for x, y0, y1 in page.down)
    runs_on = bool(columns) and all(
        any(abs(y - edge) < 2 and x1 > reach + 3 for y, _x0, x1 in page.across) for edge in (top, bottom)
    )
    return (round(bottom), round(top)) if beside or runs_on else None


def _left_side(page: Page, name: Piece) -> float:
    """Where the column under ``name`` begins: at the drawn line to its left, else just left of its name."""
    sides = [x for x, y0, y1 in page.down if x <= name.x0 + 1 and y0 <= name.middle <= y1 and x > name.x0 - 150]
    return max(sides) - 1 if sides else name.x0 - _SLACK
