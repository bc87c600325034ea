"""The files of a report, read back."""

import io
import zipfile

import docx
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override
from docx.oxml.ns import qn

from knooppunt.core.tests.documents.reading import read_pdf
from knooppunt.reports.actions.refusals import Refused
from knooppunt.reports.actions.reports import start_report
from knooppunt.reports.actions.sections import write_section
from knooppunt.reports.actions.word_template import replace_word_template, withdraw_word_template
from knooppunt.reports.exporting.docx import report_docx
from knooppunt.reports.exporting.pdf import report_pdf
from knooppunt.reports.exporting.short import as_html, as_text, short_of
from knooppunt.reports.exporting.xlsx import report_xlsx
from knooppunt.reports.models import Kind, Section
from knooppunt.reports.queries.gathering import content_of
from knooppunt.reports.queries.word_template import template_bytes
from knooppunt.reports.tests.examples import (
    HUB_READER,
    NETWORK_READER,
    PUBLIC_READER,
    fresh,
    live,
    moment,
    organisation,
    plan_with,
    set_status,
)

pytestmark = pytest.mark.django_db
HOSTILE = '=HYPERLINK("http://x") <b>& \x07 😀 #read("/etc/passwd") {{ x }} $1'


@pytest.fixture
def filled(report, hub):
    """A report with something in every section."""
    rows = plan_with(hub, "Loopt goed", "Loopt achter")
    set_status(rows[0], "op_schema", (2, 1))
    set_status(rows[1], "achter_op_schema", (2, 1), reason="Pas later tijd")
    for number, row in enumerate(rows):
        moment(
            hub,
            (3, 1 + number),
            item=row,
            theme=row.theme,
            kind="meeting",
            organisations=[organisation(f"School {number}")],
            result=f"Opbrengst {number}",
            note="Een mooie les",
            is_highlight=True,
            visibility="public",
        )
    return report


def outline_of(document):
    return [
        document.title,
        *[
            heading
            for section in document.sections
            for heading in [
                section.title,
                *[block.title for block in section.blocks if block.title],
            ]
        ],
    ]


def test_the_pdf_is_tagged_with_title_language_bookmarks_and_descriptions(filled):
    document = live(filled)

    raw = report_pdf(document, language="nl")

    pdf = read_pdf(raw)
    assert (pdf.title, pdf.language, pdf.tagged, pdf.shows_title) == (
        f"{document.title} – {document.over}",
        "nl-NL",
        True,
        True,
    )
    assert pdf.outline == outline_of(document)
    assert all(pdf.fonts.values())
    assert all(set(row) == {"TH"} for row in pdf.tables)
    assert pdf.tags.count("Figure") == 2  # the bar of the one theme, and the hours
    assert descriptions(raw) == ["1 op schema, 1 achter op schema", "Staafdiagram van de uren per thema. Raamwerk: 2."]
    assert {"H1", "H2", "H3", "L", "LI", "Table"} <= set(pdf.tags)


def descriptions(raw):
    """The alternative texts of all pictures."""
    from pypdf import PdfReader
    from pypdf.generic import ArrayObject, DictionaryObject

    found = []

    def walk(node):
        node = node.get_object()
        if isinstance(node, ArrayObject):
            for kid in node:
                walk(kid)
        elif isinstance(node, DictionaryObject):
            if node.get("/S") == "/Figure":
                found.append(str(node["/Alt"]))
            if "/K" in node:
                walk(node["/K"])

    walk(PdfReader(io.BytesIO(raw)).trailer["/Root"]["/StructTreeRoot"])
    return found


def test_the_pdf_is_english_where_the_reader_is(filled):
    with override("en"):
        pdf = read_pdf(report_pdf(live(filled), language="en"))

    assert pdf.language == "en-GB"
    assert "What succeeded" in pdf.text
    assert "Een mooie les" in pdf.text


def test_the_report_about_one_organisation_and_the_update_fit_on_one_page(hub, span, ambassador):
    school = organisation("ROC Voorbeeld")
    rows = plan_with(hub, *[f"Regel {n} van het plan, met wat meer woorden erbij" for n in range(8)])
    for number, row in enumerate(rows):
        set_status(row, "op_schema", (2, 1))
        for day in range(1, 11):
            moment(
                hub,
                (3, day),
                item=row,
                theme=row.theme,
                organisations=[school],
                note=f"Een les over {number} {day}",
                result=f"Wat er uit kwam, nummer {number} {day}",
                is_highlight=True,
                visibility="public",
            )
    for kind in (Kind.PARTNER, Kind.UPDATE):
        report = start_report(hub=hub, kind=kind, span=span, by=ambassador, organisation=school)

        assert read_pdf(report_pdf(live(report), language="nl")).pages == 1


def test_an_empty_report_gives_every_file(report):
    document = live(report)

    assert read_pdf(report_pdf(document, language="nl")).pages == 1
    assert docx.Document(io.BytesIO(report_docx(document, language="nl"))).paragraphs[0].text == document.title
    assert openpyxl.load_workbook(io.BytesIO(report_xlsx(content_of(fresh(report)), document, HUB_READER)))
    assert "momenten" not in as_text(short_of(document))


def test_the_word_file_has_headings_and_tables_with_a_header(filled):
    document = live(filled)

    word = docx.Document(io.BytesIO(report_docx(document, language="nl")))

    styles = [(p.style.name, p.text) for p in word.paragraphs if p.style.name.startswith("Heading")]
    assert [text for _style, text in styles] == outline_of(document)[1:]
    assert [text for style, text in styles if style == "Heading 1"] == [one.title for one in document.sections]
    assert all(table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in word.tables)
    assert word.core_properties.language == "nl-NL"


def test_the_word_file_wears_the_look_that_the_national_office_handed_in(filled, coordinator):
    template = docx.Document()
    template.add_paragraph("Voorbeeldtekst van het sjabloon")
    template.sections[0].header.paragraphs[0].text = "Landelijk bureau Voorbeeld"
    template.styles["Heading 1"].font.name = "Georgia"
    made = io.BytesIO()
    template.save(made)
    replace_word_template(upload=SimpleUploadedFile("huisstijl.docx", made.getvalue()), by=coordinator)

    word = docx.Document(io.BytesIO(report_docx(live(filled), language="nl", template=template_bytes())))

    assert word.sections[0].header.paragraphs[0].text == "Landelijk bureau Voorbeeld"
    assert word.styles["Heading 1"].font.name == "Georgia"
    assert "Voorbeeldtekst" not in "\n".join(p.text for p in word.paragraphs)
    assert [p.text for p in word.paragraphs if p.style.name == "Heading 1"]

    withdraw_word_template(by=coordinator)
    assert template_bytes() is None


def test_a_template_that_cannot_be_used_is_refused_with_a_sentence(coordinator):
    without = docx.Document()
    for name in ("Title", "List Bullet"):
        without.styles[name].delete()
    bare = io.BytesIO()
    without.save(bare)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 70 * 1024 * 1024)
    broken = io.BytesIO()
    with zipfile.ZipFile(broken, "w") as archive:
        archive.writestr("word/document.xml", "<nothing/>")

    for content in (b"", b"tekst", bare.getvalue(), bomb.getvalue(), broken.getvalue()):
        with pytest.raises(Refused) as refused:
            replace_word_template(upload=SimpleUploadedFile("x.docx", content), by=coordinator)
        assert str(refused.value)

    assert template_bytes() is None


def test_what_people_typed_is_text_in_every_file(report, hub, ambassador):
    moment(hub, (3, 1), note=HOSTILE, result=HOSTILE, is_highlight=True, visibility="public")
    section = Section.objects.get(report=report, code="summary")
    write_section(section=section, text=HOSTILE, seen=section.version, by=ambassador)
    hub.name = HOSTILE[:190]
    hub.save()
    document = live(report)

    pdf = read_pdf(report_pdf(document, language="nl"))
    word = docx.Document(io.BytesIO(report_docx(document, language="nl")))
    book = openpyxl.load_workbook(io.BytesIO(report_xlsx(content_of(fresh(report)), document, HUB_READER)))

    assert "/etc/passwd" in pdf.text
    assert '=HYPERLINK("http://x") <b>&' in "\n".join(p.text for p in word.paragraphs)
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert "<b>" not in as_html(short_of(document))


def test_the_workbook_has_numbers_as_numbers_and_no_more_than_the_reader_may_see(filled):
    content, document = content_of(fresh(filled)), live(filled, PUBLIC_READER)

    inside = openpyxl.load_workbook(io.BytesIO(report_xlsx(content, document, NETWORK_READER)))
    outside = openpyxl.load_workbook(io.BytesIO(report_xlsx(content, document, PUBLIC_READER)))

    assert inside.sheetnames == ["In het kort", "Plan", "Thema’s", "Partners", "Bijeenkomsten", "Opbrengsten"]
    assert [cell.value for cell in inside["Thema’s"][2]] == ["Raamwerk", 2, 2, 2, 0]
    assert outside.sheetnames == ["In het kort", "Plan", "Opbrengsten"]
    assert "uren" not in [row[0].value for row in outside["In het kort"].iter_rows()]


def test_the_newsletter_has_highlights_in_text_and_html_and_a_link(filled, hub):
    moment(hub, (3, 9), note="Alleen voor ons", is_highlight=True)

    short = short_of(live(filled, PUBLIC_READER), url="https://voorbeeld.example/berichten/1/")

    text, html = as_text(short), as_html(short)
    assert "- Een mooie les. Opbrengst 0." in text
    assert "3 momenten" in text
    assert "<li>Een mooie les. Opbrengst 1.</li>" in html
    assert 'href="https://voorbeeld.example/berichten/1/"' in html
    assert "Alleen voor ons" not in text + html
    assert "class=" not in html
    assert "style=" not in html
