"""Word files that people can go on working in: real styles, a language, marked header rows, described pictures."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from knooppunt.core.documents.text import plain

if TYPE_CHECKING:  # python-docx takes a quarter of a second to load, so that only who makes a file loads it
    from docx.document import Document
    from docx.section import _Footer
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph

LANGUAGES = {"nl": "nl-NL", "en": "en-GB"}
FONT = "Calibri"
HEADING = "0A302F"
SHADE = "E7EFEC"
LINE = "B9C4C0"


def new_document(*, title: str, language: str) -> Document:
    """An empty A4 document with its title and language set where Word and screen readers look for them.

    Raises ``KeyError`` for a language that we do not know.
    """
    import docx
    from docx.enum.section import WD_ORIENTATION
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    document = docx.Document()
    properties = document.core_properties
    properties.title, properties.language = plain(title)[:255], LANGUAGES[language]
    properties.author, properties.comments = "Knooppunt", ""
    section = document.sections[0]
    section.orientation = WD_ORIENTATION.PORTRAIT
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(2.2)
    styles = document.styles
    defaults = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    defaults.find(qn("w:lang")).set(qn("w:val"), LANGUAGES[language])
    for name, size in (("Normal", 10.5), ("Title", 22), ("Heading 1", 16), ("Heading 2", 13), ("Heading 3", 11.5)):
        font = styles[name].font
        font.name, font.size = FONT, Pt(size)
        # A theme font wins over a named one in Word, so take it out.
        fonts = styles[name].element.get_or_add_rPr().get_or_add_rFonts()
        for key in [key for key in fonts.attrib if key.endswith("Theme")]:
            del fonts.attrib[key]
        if name != "Normal":
            font.color.rgb = RGBColor.from_string(HEADING)
            styles[name].paragraph_format.keep_with_next = True
    return document


def add_text(document: Document | _Cell, text: str, *, style: str | None = None, bold: bool = False) -> Paragraph:
    """A paragraph with typed text; line breaks stay line breaks."""
    paragraph = document.add_paragraph(style=style)
    paragraph.add_run(plain(text)).bold = bold or None
    return paragraph


def add_heading(document: Document, text: str, *, level: int) -> Paragraph:
    """A real heading on one line; level 1 is the highest below the title. Callers skip no level."""
    heading: Paragraph = document.add_heading(" ".join(plain(text).split()), level=level)
    return heading


def write_cell(cell: _Cell, text: str, *, bold: bool = False) -> None:
    """Put text in the first paragraph of an empty cell."""
    cell.paragraphs[0].add_run(plain(text)).bold = bold or None


def add_table(
    document: Document, header: Sequence[str], *, rows: int, widths_cm: Sequence[float], summary: str
) -> tuple[Table, list[list[_Cell]]]:
    """A table of ``rows`` empty rows under a header row that repeats on every page and is announced as header.

    ``summary`` describes the table for who cannot see it. Gives the table and its cells, row by row: asking
    python-docx for single cells takes quadratic time.
    """
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Cm

    table = document.add_table(rows=rows + 1, cols=len(header))
    table.style = "Table Grid"
    table.autofit = False
    properties = table._tbl.tblPr
    for tag, value in (("w:tblCaption", summary), ("w:tblDescription", summary)):
        element = OxmlElement(tag)
        element.set(qn("w:val"), plain(value)[:250])
        properties.append(element)
    _look(properties)
    _lines(properties)
    flat = table._cells
    cells = [flat[start : start + len(header)] for start in range(0, len(flat), len(header))]
    for number, width in enumerate(widths_cm):
        table.columns[number].width = Cm(width)
        for row in cells:
            row[number].width = Cm(width)
    for row in table.rows:
        row_properties = row._tr.get_or_add_trPr()
        row_properties.append(OxmlElement("w:cantSplit"))
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell, text in zip(cells[0], header, strict=True):
        write_cell(cell, text, bold=True)
        _shade(cell)
    return table, cells[1:]


def add_page_numbers(document: Document, text: str) -> None:
    """A footer with ``text`` and the number of the page."""
    footer: _Footer = document.sections[0].footer
    paragraph = footer.paragraphs[0]
    paragraph.add_run(plain(text) + " – ")
    with _field(paragraph, "PAGE"):
        paragraph.add_run("1")


def describe_picture(picture: object, text: str) -> None:
    """Give an inline picture (what ``add_picture`` returns) its description; empty text marks it as decoration."""
    picture._inline.docPr.set("descr", plain(text))  # type: ignore[attr-defined]


def to_bytes(document: Document) -> bytes:
    """The file."""
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _look(properties: object) -> None:
    """Say that the first row is a header, and that nothing else is special."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    look = properties.find(qn("w:tblLook"))  # type: ignore[attr-defined]
    if look is None:
        look = OxmlElement("w:tblLook")
        properties.append(look)  # type: ignore[attr-defined]
    look.attrib.clear()
    for key, value in (("val", "0020"), ("firstRow", "1"), ("lastRow", "0"), ("firstColumn", "0"), ("noVBand", "1")):
        look.set(qn(f"w:{key}"), value)


def _lines(properties: object) -> None:
    """Thin lines and some air in the cells."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    sides = "".join(f'<w:{side} w:w="85" w:type="dxa"/>' for side in ("top", "left", "bottom", "right"))
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    for xml in (
        f"<w:tblBorders {nsdecls('w')}>{lines}</w:tblBorders>",
        f"<w:tblCellMar {nsdecls('w')}>{sides}</w:tblCellMar>",
    ):
        properties.append(parse_xml(xml))  # type: ignore[attr-defined]
    _in_schema_order(properties)


def _in_schema_order(properties: object) -> None:
    """Word refuses table properties in another order than the schema's."""
    from docx.oxml.ns import qn

    order = [
        "tblStyle", "tblpPr", "tblOverlap", "bidiVisual", "tblStyleRowBandSize", "tblStyleColBandSize", "tblW", "jc",
        "tblCellSpacing", "tblInd", "tblBorders", "shd", "tblLayout", "tblCellMar", "tblLook", "tblCaption",
        "tblDescription",
    ]  # fmt: skip
    places = {qn(f"w:{name}"): place for place, name in enumerate(order)}
    properties[:] = sorted(properties, key=lambda element: places.get(element.tag, len(order)))  # type: ignore[index, call-overload]


def _shade(cell: _Cell) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    shade = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", SHADE)):
        shade.set(qn(f"w:{key}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


@contextmanager
def _field(paragraph: Paragraph, code: str) -> Iterator[None]:
    """A field that Word fills in; what is written inside shows until then."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    def mark(kind: str) -> None:
        element = OxmlElement("w:fldChar")
        element.set(qn("w:fldCharType"), kind)
        paragraph.add_run()._r.append(element)

    mark("begin")
    instruction = OxmlElement("w:instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = f" {code} "
    paragraph.add_run()._r.append(instruction)
    mark("separate")
    yield
    mark("end")
