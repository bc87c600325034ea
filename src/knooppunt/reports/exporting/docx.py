"""A report as a Word file to go on writing in, in the look of the Word file that the national office handed in."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from knooppunt.core.components import STATUS_LOOKS, status_look
from knooppunt.core.documents.docx import (
    LANGUAGES,
    add_heading,
    add_page_numbers,
    add_table,
    add_text,
    new_document,
    to_bytes,
    write_cell,
)
from knooppunt.core.documents.text import plain
from knooppunt.reports.document import Block, Document, ListItem

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

WIDTH_CM = 17.0
# Styles that a Word template must have: what a report is made of.
STYLES = ("Normal", "Title", "Heading 1", "Heading 2", "List Bullet", "Table Grid")


class TemplateUnfit(Exception):
    """A Word file cannot be the template; the text is a sentence."""


def report_docx(document: Document, *, language: str, template: bytes | None = None) -> bytes:
    """The file. ``template`` is a Word file whose styles, margins, header and footer are used; its text is left out.

    Raises ``TemplateUnfit`` when that file cannot be used.
    """
    word = (
        _from_template(document, language, template)
        if template
        else new_document(title=document.title, language=language)
    )
    if not template:
        add_page_numbers(word, document.over)
    add_text(word, document.title, style="Title")
    add_text(word, document.over)
    if document.example:
        add_text(word, document.example, bold=True)
    add_text(word, " ".join(document.dated))
    for section in document.sections:
        add_heading(word, section.title, level=1)
        if section.text:
            for paragraph in section.text.split("\n"):
                if paragraph.strip():
                    add_text(word, paragraph)
        for block in section.blocks:
            _block(word, block)
    return to_bytes(word)


def check_template(data: bytes) -> None:
    """Raise ``TemplateUnfit`` unless reports can be made with this Word file."""
    _open(data)


def _open(data: bytes) -> WordDocument:
    import docx

    try:
        word = docx.Document(io.BytesIO(data))
        names = {style.name for style in word.styles}
    except Exception as error:  # whatever python-docx, lxml or zipfile make of a damaged file
        raise TemplateUnfit(
            gettext("We cannot open this Word file. Save it once more in Word and try again.")
        ) from error
    missing = [name for name in STYLES if name not in names]
    if missing:
        raise TemplateUnfit(
            gettext("This Word file lacks styles that a report needs: %(names)s.") % {"names": ", ".join(missing)}
        )
    return word


def _from_template(document: Document, language: str, data: bytes) -> WordDocument:
    """The template without its text: styles, page and header and footer stay."""
    from docx.oxml.ns import qn

    word = _open(data)
    body = word.element.body
    for element in list(body):
        if element.tag != qn("w:sectPr"):
            body.remove(element)
    properties = word.core_properties
    properties.title, properties.language = plain(document.title)[:255], LANGUAGES[language]
    properties.author, properties.comments = "Knooppunt", ""
    return word


def _block(word: WordDocument, block: Block) -> None:
    if block.title:
        add_heading(word, block.title, level=2)
    match block.kind:
        case "figures":
            rows = [[one.label, one.number, one.unit] for one in block.figures]
            _table(word, [gettext("What"), gettext("Number"), gettext("Period before")], rows, gettext("In short"))
        case "statuses":
            header = [gettext("Theme"), *(str(look.label) for look in STATUS_LOOKS)]
            rows = [
                [one.title, *(str(one.counts.get(look.code, 0)) for look in STATUS_LOOKS)] for one in block.statuses
            ]
            _table(word, header, rows, block.title)
        case "table" | "bars":
            _table(word, [column.label for column in block.columns], block.rows, block.title)
        case "items":
            # By its id: python-docx looks through all styles for each name, 5 ms a paragraph.
            style = word.styles["List Bullet"].style_id
            for item in block.items:
                paragraph = word.add_paragraph()
                paragraph._p.style = style
                paragraph.add_run(plain(_item(item)))
        case "quotes":
            for item in block.items:
                add_text(word, f"“{item.text}”" + (f" – {item.detail}" if item.detail else ""))
        case _:
            add_text(word, block.text)


def _item(item: ListItem) -> str:
    status = f" – {status_look(item.status).label}" if item.status is not None else ""
    return f"{item.text}{status}" + (f" ({item.detail})" if item.detail else "")


def _table(word: WordDocument, header: list[str], rows: list[list[str]], summary: str) -> None:
    if not rows:
        return
    rest = (WIDTH_CM - 6.5) / max(len(header) - 1, 1)
    widths = [6.5, *[rest] * (len(header) - 1)]
    _made, cells = add_table(word, header, rows=len(rows), widths_cm=widths, summary=summary)
    for row, line in zip(rows, cells, strict=True):
        for value, cell in zip(row, line, strict=True):
            write_cell(cell, value)
    word.add_paragraph()
