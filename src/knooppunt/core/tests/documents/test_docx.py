"""Word files, read back."""

import io
import struct
import zlib

import docx
import pytest
from docx.oxml.ns import qn

from knooppunt.core.documents.docx import (
    add_page_numbers,
    add_table,
    add_text,
    describe_picture,
    new_document,
    to_bytes,
    write_cell,
)

HOSTILE = "<w:p/> & ]]> \x00\x0b =1+1 \U0001f600 \u05e9\u05dc\u05d5\u05dd \ud800{{ x }}"


def png() -> io.BytesIO:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    header = struct.pack(">LLBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return io.BytesIO(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\x00\x00")) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(("language", "tag"), [("nl", "nl-NL"), ("en", "en-GB")])
def test_a_document_says_its_title_and_language(language: str, tag: str) -> None:
    read = docx.Document(io.BytesIO(to_bytes(new_document(title="Een bericht", language=language))))

    default = read.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    assert default.find(qn("w:lang")).get(qn("w:val")) == tag
    assert (read.core_properties.title, read.core_properties.language) == ("Een bericht", tag)


def test_a_table_has_a_header_row_that_is_announced_and_repeats() -> None:
    document = new_document(title="x", language="nl")
    _table, cells = add_table(document, ["Wat", "Status"], rows=2, widths_cm=[12, 4], summary="Wat er loopt")
    write_cell(cells[0][0], "een")
    write_cell(cells[1][1], "twee")

    table = docx.Document(io.BytesIO(to_bytes(document))).tables[0]

    assert [[cell.text for cell in row.cells] for row in table.rows] == [["Wat", "Status"], ["een", ""], ["", "twee"]]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert table.rows[1]._tr.trPr.find(qn("w:tblHeader")) is None
    assert table._tbl.tblPr.find(qn("w:tblLook")).get(qn("w:firstRow")) == "1"
    assert table._tbl.tblPr.find(qn("w:tblDescription")).get(qn("w:val")) == "Wat er loopt"


def test_headings_are_real_headings_and_typed_text_stays_text() -> None:
    document = new_document(title=HOSTILE, language="nl")
    document.add_heading("Thema", level=1)
    add_text(document, HOSTILE, bold=True)
    add_page_numbers(document, HOSTILE)

    read = docx.Document(io.BytesIO(to_bytes(document)))

    assert [p.style.name for p in read.paragraphs] == ["Heading 1", "Normal"]
    assert read.paragraphs[1].text == "<w:p/> & ]]>  =1+1 \U0001f600 \u05e9\u05dc\u05d5\u05dd {{ x }}"
    assert "PAGE" in read.sections[0].footer._element.xml


def test_a_picture_carries_its_description() -> None:
    document = new_document(title="x", language="nl")
    describe_picture(document.add_picture(png()), "Een grafiek")

    assert 'descr="Een grafiek"' in docx.Document(io.BytesIO(to_bytes(document))).element.xml
