"""A plan as a Word file that the hub can go on writing in, and that can be imported again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knooppunt.core.documents.docx import (
    add_heading,
    add_page_numbers,
    add_table,
    add_text,
    new_document,
    to_bytes,
    write_cell,
)
from knooppunt.plans.exporting.content import PlanContent, RowContent, StatusContent

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell

# One sign per status, so that colour is not needed; the word always stands beside it.
SIGNS = {"behaald": "✓", "op_schema": "↗", "doorlopend": "↻", "achter_op_schema": "▲", "": "○"}
WIDTHS_CM = (12.6, 4.4)


def plan_docx(content: PlanContent, *, language: str) -> bytes:
    """The file."""
    document = new_document(title=content.title or content.subtitle, language=language)
    labels = content.labels
    add_page_numbers(document, content.subtitle)
    add_text(document, content.title or content.subtitle, style="Title")
    add_text(document, content.subtitle)
    if content.example:
        add_text(document, content.example, bold=True)
    add_text(document, " ".join(content.dated))
    if content.introduction:
        add_heading(document, labels.introduction, level=1)
        add_text(document, content.introduction)
    if content.empty:
        add_text(document, content.empty)
    add_text(document, f"{labels.legend}: " + "   ".join(status_text(status) for status in content.legend))
    for theme in content.themes:
        add_heading(document, theme.title, level=1)
        if theme.goal:
            add_heading(document, labels.goal, level=2)
            add_text(document, theme.goal)
        _rows(document, f"{labels.focus}:", labels.status, theme.focus)
        _rows(document, labels.activities, labels.status, theme.activities)
    return to_bytes(document)


def status_text(status: StatusContent) -> str:
    """Sign and word."""
    return f"{SIGNS[status.code]} {status.word}"


def _rows(document: Document, title: str, status: str, rows: list[RowContent]) -> None:
    if not rows:
        return
    _table, cells = add_table(document, [title, status], rows=len(rows), widths_cm=WIDTHS_CM, summary=title)
    for row, (text, state) in zip(rows, cells, strict=True):
        _write_row(row, text, state)
    document.add_paragraph()


def _write_row(row: RowContent, text: _Cell, state: _Cell) -> None:
    write_cell(text, f"{row.number}. {row.text}" if row.number else row.text)
    for result in row.results:
        add_text(text, result, style="List Bullet")
    if row.deliverable:
        add_text(text, row.deliverable)
    if row.details:
        add_text(text, " · ".join(row.details))
    reason = f": {row.reason}" if row.reason else ""  # one paragraph, so that the importer reads them together
    write_cell(state, status_text(row.status) + reason)
