"""Lines from a Word file: its paragraphs, and its tables row by row. Runs in ``child.py``, after ``archive.py``.

Word knows where a row of a table begins and ends, so nothing has to be guessed there (``Line.start``). Headers, footers,
comments and deleted text are no part of the plan and are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from knooppunt.plans.importing import refusal
from knooppunt.plans.importing.archive import open_checked
from knooppunt.plans.importing.lines import Line, tidy
from knooppunt.plans.importing.refusal import ImportRefused
from knooppunt.plans.importing.words import Header, cell_status, header_of, is_column_name, is_number_cell, marker_of

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIP = {
    f"{W}del",
    f"{W}instrText",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    f"{W}moveFrom",
}
_BREAKS = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": "\t", f"{W}noBreakHyphen": "-"}


def lines_from_docx(data: bytes) -> tuple[list[Line], list[str]]:
    """The lines of the document and the same as a person sees them. Raises ``ImportRefused``."""
    with open_checked(data) as archive:
        names = set(archive.namelist())
        if "word/document.xml" not in names:
            raise ImportRefused(refusal.ZIP_BROKEN)
        body = _parse(archive.read("word/document.xml")).find(f"{W}body")
        numbering = _Numbering(
            *(
                _parse(archive.read(name)) if name in names else None
                for name in ("word/numbering.xml", "word/styles.xml")
            )
        )
    writer = _Writer(numbering)
    if body is not None:
        writer.take(body)
    if not writer.lines:
        raise ImportRefused(refusal.EMPTY)
    return writer.lines, writer.shown


def _parse(xml: bytes) -> Any:
    from lxml import etree  # type: ignore[import-untyped]  # lxml has no types of its own

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(xml, parser)
    except etree.XMLSyntaxError:
        raise ImportRefused(refusal.ZIP_BROKEN) from None


class _Numbering:
    """Which paragraphs carry a number or bullet that Word makes itself, and what it looks like."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        self.formats: dict[tuple[str, str], str] = {}
        self.styles: dict[str, tuple[str, str]] = {}
        self.counts: dict[tuple[str, str], int] = {}
        if numbering is not None:
            self._read_formats(numbering)
        if styles is not None:
            for style in styles.iter(f"{W}style"):
                found = _number_properties(style.find(f"{W}pPr"))
                if found:
                    self.styles[style.get(f"{W}styleId", "")] = found

    def _read_formats(self, numbering: Any) -> None:
        abstract: dict[str, dict[str, str]] = {}
        for one in numbering.iter(f"{W}abstractNum"):
            levels = {}
            for level in one.iter(f"{W}lvl"):
                kind = level.find(f"{W}numFmt")
                levels[level.get(f"{W}ilvl", "0")] = kind.get(f"{W}val", "") if kind is not None else "decimal"
            abstract[one.get(f"{W}abstractNumId", "")] = levels
        for one in numbering.iter(f"{W}num"):
            link = one.find(f"{W}abstractNumId")
            levels = abstract.get(link.get(f"{W}val", ""), {}) if link is not None else {}
            for level, kind in levels.items():
                self.formats[one.get(f"{W}numId", ""), level] = kind

    def mark(self, paragraph: Any) -> tuple[str, int]:
        """(the number or bullet with a space behind it, its level)."""
        properties = paragraph.find(f"{W}pPr")
        found = _number_properties(properties)
        if found is None and properties is not None and (style := properties.find(f"{W}pStyle")) is not None:
            found = self.styles.get(style.get(f"{W}val", ""))
        if found is None or found[0] == "0":
            return "", 0
        kind = self.formats.get(found, "bullet" if found not in self.formats else "")
        level = int(found[1]) if found[1].isdigit() else 0
        if kind in ("none", ""):
            return "", level
        if kind == "bullet":
            return ("• " if not level else "○ "), level
        self.counts[found] = self.counts.get(found, 0) + 1
        number = self.counts[found]
        for other in [key for key in self.counts if key[0] == found[0] and key[1] > found[1]]:
            del self.counts[other]
        return (f"{chr(96 + min(number, 26))}. " if "Letter" in kind else f"{number}. "), level


def _number_properties(properties: Any) -> tuple[str, str] | None:
    found = properties.find(f"{W}numPr") if properties is not None else None
    if found is None:
        return None
    number, level = found.find(f"{W}numId"), found.find(f"{W}ilvl")
    return (
        number.get(f"{W}val", "0") if number is not None else "0",
        level.get(f"{W}val", "0") if level is not None else "0",
    )


class _Writer:
    """Turns the body of the document into lines."""

    def __init__(self, numbering: _Numbering) -> None:
        self.numbering = numbering
        self.lines: list[Line] = []
        self.shown: list[str] = []

    def take(self, body: Any) -> None:
        """Add the paragraphs and tables of ``body``, in order."""
        for block in _blocks(body):
            if block.tag == f"{W}p":
                for text, level in self._paragraph(block):
                    # A paragraph is a whole, unless somebody pasted lines: then the rest begins in lower case.
                    self._add(text, gap=1, indent=4 * level, start=None if text[:1].islower() else True)
            else:
                for row in _rows(block):
                    self._row(row)

    def _add(
        self, text: str, *, gap: int = 0, indent: int = 0, tail: Sequence[str] = (), start: bool | None = None
    ) -> None:
        self.shown.append("   ".join(filter(None, (text, *tail))))
        self.lines.append(Line(len(self.shown), text, gap, indent, tuple(tail) if any(tail) else (), start))

    def _paragraph(self, paragraph: Any) -> list[tuple[str, int]]:
        """The lines of a paragraph with their level; Word's own number is written before the first."""
        mark, level = self.numbering.mark(paragraph)
        texts = [tidy(text) for text in _text(paragraph).split("\n")]
        texts = [text for text in texts if text]
        if texts and mark and marker_of(texts[0]) is None:
            texts[0] = mark + texts[0]
        return [(text, level) for text in texts]

    def _row(self, row: Any) -> None:
        """A row of a table: a label with its text, a header with its columns, or a row of the plan."""
        cells = [
            self._cell(cell) for cell in row.iter(f"{W}tc") if cell.getparent() in (row, *row.iter(f"{W}sdtContent"))
        ]
        cells = [cell for cell in cells if cell] if sum(map(bool, cells)) < 2 else cells
        while len(cells) > 1 and (not cells[0] or (len(cells[0]) == 1 and is_number_cell(cells[0][0][0]))):
            mark = f"{cells[0][0][0].rstrip('.)')}. " if cells[0] else ""
            cells = [[(mark + text if not i else text, level) for i, (text, level) in enumerate(cells[1])], *cells[2:]]
        if not cells or not cells[0]:
            return
        label = cells[0][0][0] if len(cells[0]) == 1 else ""
        header = Header("theme") if label.lower().rstrip(": ") == "thema" and len(cells) > 1 else header_of(label)
        if len(cells) == 1:
            for index, (text, level) in enumerate(cells[0]):
                self._add(text, gap=int(not index), indent=4 * level, start=None if header else not index)
        elif header and header.bare:
            self._header_row(header.part, cells)
        else:
            self._plan_row(cells)

    def _header_row(self, part: str, cells: list[list[tuple[str, int]]]) -> None:
        label = cells[0][0][0]
        others = [" ".join(text for text, _level in cell) for cell in cells[1:]]
        if part in ("focus", "activities") and all(not other or is_column_name(other) for other in others):
            self._add(label, gap=1, tail=others)
            return
        if part == "theme":
            self._add(f"{label.rstrip(': ')}: {' '.join(filter(None, others))}", gap=1)
            return
        self._add(label, gap=1)
        self._plan_row(cells[1:], apart=part in ("focus", "activities"))

    def _plan_row(self, cells: list[list[tuple[str, int]]], *, apart: bool = False) -> None:
        """One row of the plan; or several, when one cell holds a numbered list or has a status for each paragraph."""
        first, others = cells[0], cells[1:]
        numbered = sum(1 for text, _level in first if (mark := marker_of(text)) and mark.kind == "num1")
        statuses = max((sum(1 for text, _ in cell if cell_status(text)) for cell in others), default=0)
        pairs = len(first) > 1 and all(not cell or len(cell) == len(first) for cell in others)
        if len(first) > 1 and (apart or numbered == len(first) or (pairs and statuses == len(first))):
            for index, (text, level) in enumerate(first):
                tail = [cell[index][0] if len(cell) == len(first) else "" for cell in others]
                self._add(text, indent=4 * level, tail=tail, start=True)
            return
        tail = [" ".join(text for text, _level in cell) for cell in others]
        for index, (text, level) in enumerate(first):
            self._add(text, indent=4 * level, tail=tail if not index else (), start=not index)

    def _cell(self, cell: Any) -> list[tuple[str, int]]:
        merged = cell.find(f"{W}tcPr/{W}vMerge")
        if merged is not None and merged.get(f"{W}val") != "restart":
            return []
        return [line for block in _blocks(cell) if block.tag == f"{W}p" for line in self._paragraph(block)] + [
            (text, 0)
            for block in _blocks(cell)
            if block.tag == f"{W}tbl"
            for text in (tidy(_text(paragraph)) for paragraph in block.iter(f"{W}p"))
            if text
        ]


def _blocks(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables directly in ``parent``, also inside content controls."""
    for child in parent:
        if child.tag in (f"{W}p", f"{W}tbl"):
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml", f"{W}smartTag"):
            yield from _blocks(child)


def _rows(table: Any) -> Iterator[Any]:
    for child in table:
        if child.tag == f"{W}tr":
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"):
            yield from _rows(child)


def _text(paragraph: Any) -> str:
    """The text of a paragraph, without what was deleted."""
    parts: list[str] = []
    waiting = [paragraph]
    while waiting:
        node = waiting.pop()
        if node.tag in _SKIP:
            continue
        if node.tag == f"{W}t":
            parts.append(node.text or "")
        elif node.tag in _BREAKS:
            parts.append(_BREAKS[node.tag])
        elif node is paragraph or node.tag not in (f"{W}p", f"{W}pPr", f"{W}rPr"):
            waiting += reversed(node)
    return "".join(parts)
