"""From bytes or extracted text to numbered lines, clean of what no reader sees."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

from knooppunt.plans.importing import refusal
from knooppunt.plans.importing.refusal import ImportRefused
from knooppunt.plans.importing.words import goes_on_as_status, is_column_cell, is_number_cell, joined_status

MAX_LINES = 5_000  # the real plan has 252
MAX_CHARACTERS = 500_000
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
# Marks that carry no text: zero width, direction (which could also disguise a text), soft hyphen, C0 and C1 controls.
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\ufffe\uffff]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_SPACES = re.compile(r"\s+")
_COLUMNS = re.compile(r"\t+|\s{3,}")
_BREAKS = re.compile("\r\n|[\n\r\u2028\u2029\x0b\x85]")


@dataclass(frozen=True)
class Line:
    """One line that says something. Blank lines live on as ``gap`` of the next."""

    number: int  # from 1, in the source as it is shown
    text: str
    gap: int = 0  # blank lines before it
    indent: int = 0
    tail: tuple[str, ...] = ()  # the other columns of the row
    start: bool | None = None  # True, False: known from a table or paragraph whether a row begins here; None: guess
    wide_end: bool = False  # ended in two spaces or more: how some writers of PDF end a paragraph
    page_break: bool = False  # a new page began before it


def decode(data: bytes) -> str:
    """The text in ``data``: UTF-8, UTF-16 or UTF-32 (with or without mark), else Windows-1252.

    Refuses what is no text, and damaged UTF-8 (which would read as nonsense in Windows-1252).
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _refuse_binary(_strictly(data, encoding))
    guess = _utf16_without_mark(data)
    if guess:
        return _refuse_binary(_strictly(data, guess))
    try:
        return _refuse_binary(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        if b"\x00" in data:
            raise ImportRefused(refusal.BINARY) from None
        survivors = data.decode("utf-8", "replace")
        bad = survivors.count("\ufffd")
        if sum(1 for char in survivors if char > "\x7f") - bad > bad:
            raise ImportRefused(refusal.UNDECODABLE, line=data.count(b"\n", 0, error.start) + 1) from None
    return _refuse_binary(_strictly(data, "cp1252"))


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ImportRefused(refusal.UNDECODABLE, line=line) from None


def _utf16_without_mark(data: bytes) -> str:
    """Dutch text in UTF-16 has a zero in nearly every second byte; nothing else does."""
    sample = data[:4000]
    if len(sample) < 8 or len(data) % 2:
        return ""
    half = len(sample) / 2
    even, odd = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    if odd > 0.6 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 and odd < 0.1 else ""


def _refuse_binary(text: str) -> str:
    """A few stray control characters are harmless and go; many mean that this is no text."""
    controls = len(_CONTROLS.findall(text))
    if controls > max(8, len(text) // 100) or text.count("\x00") > 8:
        raise ImportRefused(refusal.BINARY)
    return text


def tidy(text: str) -> str:
    """One text with its spaces made single and its invisible marks gone."""
    text = _CONTROLS.sub("", _INVISIBLE.sub("", text.translate(_LIGATURES)))
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def split_source(text: str) -> list[str]:
    """The physical lines of ``text``. A page break becomes a line of its own holding a form feed."""
    if len(text) > MAX_CHARACTERS or text.count("\n") > MAX_LINES:
        count = text.count("\n") + 1
        raise ImportRefused(refusal.TOO_LONG, count=count, limit=MAX_LINES)
    rows = _BREAKS.split(text.replace("\f", "\n\f\n"))
    if len(rows) > MAX_LINES:
        raise ImportRefused(refusal.TOO_LONG, count=len(rows), limit=MAX_LINES)
    return rows


def read_lines(text: str) -> tuple[list[Line], list[str]]:
    """The lines that say something, and all lines as they are shown beside the tree."""
    lines: list[Line] = []
    shown: list[str] = []
    gap, broken = 0, False
    for raw in split_source(text):
        if raw == "\f":
            broken, gap = True, gap + 1
            continue
        clean = tidy(raw)
        shown.append(clean)
        if not clean:
            gap += 1
            continue
        first, tail = split_columns(_without_markdown(raw))
        visible = raw.replace("\xa0", " ")
        lines.append(
            Line(
                number=len(shown),
                text=first,
                gap=gap,
                indent=len(visible) - len(visible.lstrip()),
                tail=tail,
                wide_end=visible.endswith("  "),
                page_break=broken,
            )
        )
        gap, broken = 0, False
    return join_wrapped_status(lines), shown


def _without_markdown(raw: str) -> str:
    """The line without the signs for a heading and for bold."""
    return re.sub(r"^\s{0,3}#{1,6}\s+", "", raw).replace("**", "")


def split_columns(raw: str) -> tuple[str, tuple[str, ...]]:
    """The text of a line and its other columns. Tabs part columns; wide spaces only before what belongs in a column."""
    if "|" in raw and raw.strip().startswith("|") and raw.strip().endswith("|"):
        cells = [tidy(cell) for cell in raw.strip()[1:-1].split("|")]
    elif "\t" in raw.strip():
        cells = [tidy(cell) for cell in raw.strip().split("\t")]
    else:
        cells = [tidy(cell) for cell in _COLUMNS.split(raw.strip())]
        while len(cells) > 1 and not is_column_cell(cells[-1]):
            last = cells.pop()
            cells[-1] = f"{cells[-1]} {last}"
    while len(cells) > 1 and (not cells[0] or is_number_cell(cells[0])):
        cells = [f"{cells[0]} {cells[1]}".strip(), *cells[2:]]
    return cells[0], tuple(cells[1:])


def join_wrapped_status(lines: list[Line]) -> list[Line]:
    """Mend "Achter op" / "schema" that a narrow column broke over two lines."""
    result: list[Line] = []
    for line in lines:
        before = result[-1] if result else None
        if before and before.tail and line.tail and (word := joined_status(before.tail[-1], line.tail[-1])):
            result[-1] = _with(before, tail=(*before.tail[:-1], word))
            line = _with(line, tail=line.tail[:-1])
        elif before and not line.tail and line.gap <= 1 and len(line.text) < 12:
            if before.tail and (word := joined_status(before.tail[-1], line.text)):
                result[-1] = _with(before, tail=(*before.tail[:-1], word))
                continue
            if goes_on_as_status(before.text, line.text):
                result[-1] = _with(before, text=f"{before.text} {line.text}")
                continue
        result.append(line)
    return result


def _with(line: Line, *, text: str | None = None, tail: tuple[str, ...] | None = None) -> Line:
    return Line(
        number=line.number,
        text=line.text if text is None else text,
        gap=line.gap,
        indent=line.indent,
        tail=line.tail if tail is None else tail,
        start=line.start,
        wide_end=line.wide_end,
        page_break=line.page_break,
    )
