"""Word, PDF and Excel files: what is read from them, and what is refused."""

import io
import json
import re
import struct
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest
import typst
import xlsxwriter

from knooppunt.plans.importing import archive, refusal
from knooppunt.plans.importing.read import MAX_BYTES, read_plan
from knooppunt.plans.importing.refusal import ImportRefused
from knooppunt.plans.importing.template import COLUMNS, make_template

EXAMPLES = Path(__file__).parents[2] / "importing" / "examples"
GOLDEN = json.loads((EXAMPLES / "plan_nhf_2023.json").read_text(encoding="utf-8"))["themes"]
WORDS = ["Behaald", "Op schema", "Doorlopend", "Achter op schema", ""]
CODES = ["behaald", "op_schema", "doorlopend", "achter_op_schema", None]


def expected(statuses=True):
    """The golden themes with the statuses in turn."""
    turn = iter(CODES * 20 if statuses else [None] * 60)
    return [
        {
            "title": theme["title"],
            "goal": theme["goal"],
            "focus_items": [{"text": item["text"], "status": next(turn)} for item in theme["focus_items"]],
            "activities": [
                {
                    "text": item["text"],
                    "status": next(turn),
                    "sub_items": item.get("sub_items", []),
                    "deliverable": item.get("deliverable"),
                }
                for item in theme["activities"]
            ],
        }
        for theme in GOLDEN
    ]


def refused(data, name):
    with pytest.raises(ImportRefused) as no:
        read_plan(data, name)
    sentence = str(no.value)
    assert sentence.endswith((".", "?"))
    assert "%(" not in sentence
    return no.value.sentence.message


# Word --------------------------------------------------------------------------------------------------------------------


def word(build):
    document = docx.Document()
    build(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def table(document, *rows):
    made = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        cells = made.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            lines = text if isinstance(text, list) else [text]
            cell.text = lines[0]
            for line in lines[1:]:
                cell.add_paragraph(line)
    return made


def test_word_with_a_table_per_list_is_read_exactly():
    turn = iter(WORDS * 20)

    def build(document):
        document.add_heading("Actieplan 2023 Onderwijsknooppunt Voorbeeld", 0)
        for theme in GOLDEN:
            document.add_heading(theme["title"], 1)
            document.add_paragraph("Doelstelling:")
            document.add_paragraph(theme["goal"])
            focus = [(f"{item['number']}. {item['text']}", next(turn)) for item in theme["focus_items"]]
            table(document, ("Voor 2023 ligt de focus op:", "Status"), *focus)
            made = table(document, ("Activiteiten", "Status"))
            for item in theme["activities"]:
                cells = made.add_row().cells
                cells[0].text, cells[1].text = item["text"], next(turn)
                for sub in item.get("sub_items", []):
                    cells[0].add_paragraph(sub, style="List Bullet")
                if item.get("deliverable"):
                    cells[0].add_paragraph(item["deliverable"])

    plan = read_plan(word(build), "plan.docx")

    assert plan.to_json()["themes"] == expected()
    assert (plan.title, plan.year) == ("Actieplan 2023 Onderwijsknooppunt Voorbeeld", 2023)


def test_word_with_one_table_per_theme_other_columns_and_word_s_own_numbers():
    def build(document):
        document.add_paragraph("Jaarplan 2025 knooppunt Voorbeeld")
        made = table(
            document,
            ("Thema", "Samen leren", "", ""),
            ("Doelstelling", "Iedereen leert.", "", ""),
            ("Voor 2025 ligt de focus op", "Status", "Wie", "Opmerkingen"),
        )
        for text, status, who, note in (
            ("Leren op het werk", "op schema", "Voorbeeld A.", "in mei"),
            ("UNO doet mee", "", "", ""),
        ):
            cells = made.add_row().cells
            cells[0].paragraphs[0].text = text
            cells[0].paragraphs[0].style = "List Number"
            cells[1].text, cells[2].text, cells[3].text = status, who, note
        for row in (
            ("Activiteiten", "Status", "Wie", "Opmerkingen"),
            ("Een middag houden", "Achter op schema: geen zaal", "", ""),
        ):
            for cell, text in zip(made.add_row().cells, row, strict=True):
                cell.text = text

    (theme,) = read_plan(word(build), "plan.docx").themes

    assert (theme.title, theme.goal) == ("Samen leren", "Iedereen leert.")
    assert [(item.number, item.text, item.status, item.owner, item.note) for item in theme.focus_items] == [
        ("1", "Leren op het werk", "op_schema", "Voorbeeld A.", "Opmerkingen: in mei"),
        ("2", "UNO doet mee", "", "", ""),
    ]
    assert [(item.text, item.status, item.reason) for item in theme.activities] == [
        ("Een middag houden", "achter_op_schema", "geen zaal")
    ]


def test_word_with_a_whole_list_in_one_cell_and_its_statuses_beside_it():
    def build(document):
        document.add_paragraph("Leren")
        document.add_paragraph("Doelstelling: iedereen leert.")
        table(document, ("Focus", "Status"), (["1. Een", "2. Twee"], ["Behaald", "Op schema"]))
        table(document, ("Activiteiten", "Status"), (["We doen A.", "We doen B."], ["Doorlopend", "Op schema"]))

    (theme,) = read_plan(word(build), "plan.docx").themes

    assert [(item.text, item.status) for item in (*theme.focus_items, *theme.activities)] == [
        ("Een", "behaald"),
        ("Twee", "op_schema"),
        ("We doen A.", "doorlopend"),
        ("We doen B.", "op_schema"),
    ]


def test_word_with_plain_paragraphs_only():
    def build(document):
        for text in ("Leren", "Doelstelling", "Iedereen leert.", "Focus", "1. Een", "2. Twee", "Activiteiten"):
            document.add_paragraph(text)
        document.add_paragraph("We doen het volgende:")
        document.add_paragraph("dit", style="List Bullet")
        document.add_paragraph("dat", style="List Bullet")
        document.add_paragraph("Opleveren van een verslag.")
        document.add_paragraph("We ronden af.")

    (theme,) = read_plan(word(build), "plan.docx").themes

    assert [item.text for item in theme.focus_items] == ["Een", "Twee"]
    assert [(item.text, item.sub_items, item.deliverable) for item in theme.activities] == [
        ("We doen het volgende:", ("dit", "dat"), "Opleveren van een verslag."),
        ("We ronden af.", (), ""),
    ]


def small_word():
    def build(document):
        for text in ("Leren", "Doelstelling", "Iedereen leert.", "Focus", "1. Een"):
            document.add_paragraph(text)

    return word(build)


def rezip(data, change, extra=()):
    """The archive with one member changed and others added."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, content in extra:
            new.writestr(name, content)
    return target.getvalue()


def same(name, content):
    return content


def test_word_with_macros_is_refused():
    data = rezip(small_word(), same, [("word/vbaProject.bin", b"x")])

    assert refused(data, "plan.docx") == refusal.MACROS
    assert refused(small_word(), "plan.docm") == refusal.MACROS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE w SYSTEM "http://voorbeeld.example/x.dtd">',
        '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    ],
    ids=["file", "address", "laughs"],
)
def test_word_with_entities_is_refused(declaration, encoding):
    def change(name, content):
        if name != "word/document.xml":
            return content
        text = content.decode().split("?>", 1)[1]
        return f'<?xml version="1.0" encoding="{encoding}"?>{declaration}{text}'.encode(encoding)

    assert refused(rezip(small_word(), change), "plan.docx") == refusal.ENTITIES


def test_word_that_is_damaged_or_cut_off_is_refused():
    data = small_word()

    for broken in (data[: len(data) // 2], data[:200], b"PK\x03\x04" + b"\x00" * 200):
        assert refused(broken, "plan.docx") in {refusal.ZIP_BROKEN, refusal.WRONG_TYPE}

    def spoil(name, content):
        return content[:300] if name == "word/document.xml" else content

    assert refused(rezip(data, spoil), "plan.docx") == refusal.ZIP_BROKEN


def test_word_nested_ten_thousand_deep_is_refused_and_harms_nobody():
    def nest(name, content):
        if name != "word/document.xml":
            return content
        return content.replace(b"<w:body>", b"<w:body>" + b"<w:sdt>" * 10_000).replace(
            b"</w:body>", b"</w:sdt>" * 10_000 + b"</w:body>"
        )

    assert refused(rezip(small_word(), nest), "plan.docx") == refusal.ZIP_BROKEN


def test_a_zip_bomb_is_refused_by_what_comes_out_of_it():
    bomb = rezip(
        small_word(),
        same,
        [("word/media/a.xml", b"\x20" * (archive.MAX_XML // 2)), ("b.xml", b"\x20" * archive.MAX_XML)],
    )

    assert len(bomb) < 200_000
    assert refused(bomb, "plan.docx") == refusal.ZIP_BOMB


def test_a_zip_bomb_that_lies_about_its_size_is_refused():
    data = bytearray(rezip(small_word(), same, [("word/media/z.bin", b"\x00" * (20 * 1024 * 1024))]))
    place = data.rindex(b"PK\x01\x02", 0, data.rindex(b"word/media/z.bin"))
    data[place + 24 : place + 28] = struct.pack("<I", 100)

    assert refused(bytes(data), "plan.docx") in {refusal.ZIP_BOMB, refusal.ZIP_BROKEN}


def test_a_zip_with_thousands_of_members_is_refused():
    many = rezip(small_word(), same, [(f"word/{number}.txt", b"") for number in range(archive.MAX_MEMBERS)])

    assert refused(many, "plan.docx") == refusal.ZIP_BOMB


# PDF ---------------------------------------------------------------------------------------------------------------------


def pdf(table_options="", page='paper: "a4", flipped: true'):
    """The golden plan as a PDF with page headers, page numbers and statuses in a narrow column."""
    turn = iter(WORDS * 20)
    out = [
        f"#set page({page}, header: [Actieplan 2023 Onderwijsknooppunt], "
        "footer: context [Pagina #counter(page).display() van #counter(page).final().first()])",
        '#set text(size: 10pt, lang: "nl")',
    ]
    for theme in GOLDEN:
        out += [f"= #{quoted(theme['title'])}", f"*Doelstelling:* \\\n#{quoted(theme['goal'])}"]
        for header, items in (
            ("Voor 2023 ligt de focus op:", theme["focus_items"]),
            ("Activiteiten", theme["activities"]),
        ):
            out.append(
                f"#table(columns: (1fr, 3cm), align: (left, left + horizon), {table_options} [{header}], [Status],"
            )
            for item in items:
                body = (
                    f"#{quoted(str(item['number']) + '. ')}" if "number" in item else ""
                ) + f"#{quoted(item['text'])}"
                body += "".join(f"\n- #{quoted(sub)}" for sub in item.get("sub_items", []))
                body += f"\n\n#{quoted(item['deliverable'])}" if item.get("deliverable") else ""
                out.append(f"[{body}], [{next(turn)}],")
            out.append(")")
    return typst.compile("\n".join(out).encode())


def quoted(text):
    return json.dumps(text, ensure_ascii=False)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"table_options": "stroke: none,"},
        {"table_options": "stroke: (x, y) => (bottom: 0.5pt),", "page": 'paper: "a4"'},
    ],
    ids=["ruled", "without lines", "lines below, upright"],
)
def test_pdf_is_read_exactly_over_page_breaks_and_with_wrapped_statuses(options):
    plan = read_plan(pdf(**options), "plan.pdf")

    assert plan.to_json()["themes"] == expected()
    assert plan.title == "Actieplan 2023 Onderwijsknooppunt"


def test_pdf_of_pictures_is_refused():
    data = typst.compile(b"#set page(width: 10cm, height: 10cm)\n#rect(width: 5cm, height: 5cm, fill: red)")

    assert refused(data, "plan.pdf") == refusal.PDF_SCANNED


def test_pdf_behind_a_password_is_refused():
    assert refused((Path(__file__).parent / "files" / "locked.pdf").read_bytes(), "plan.pdf") == refusal.PDF_PASSWORD


def test_pdf_that_is_damaged_is_refused():
    data = pdf()

    for broken in (
        data[:1000],
        b"%PDF-1.7\n" + b"\xff" * 5000,
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 1 0 R >>\nendobj\ntrailer << /Root 1 0 R >>",
    ):
        assert refused(broken, "plan.pdf") in {refusal.PDF_BROKEN, refusal.PDF_SCANNED}


def test_pdf_with_too_many_pages_is_refused_with_their_number():
    data = typst.compile(b"#for n in range(61) [Bladzijde \n #pagebreak()]")

    with pytest.raises(ImportRefused, match=r"6[12] bladzijden"):
        read_plan(data, "plan.pdf")


def test_pdf_that_unpacks_into_a_gigabyte_is_refused_and_not_kept_in_memory():
    import zlib

    packer = zlib.compressobj(1)
    packed = b"".join(packer.compress(b" " * 10_000_000) for _number in range(100)) + packer.flush()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 4 0 R >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table_at = len(body)
    body += b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    body += b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % table_at

    assert refused(body, "plan.pdf") in {refusal.TOO_HEAVY, refusal.PDF_BROKEN}


# Excel -------------------------------------------------------------------------------------------------------------------


def sheet(rows, title="Actieplan", header=COLUMNS):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet(title)
        day = book.add_format({"num_format": "dd-mm-yyyy"})
        for number, row in enumerate([header, *rows]):
            for place, value in enumerate(row):
                page.write_datetime(number, place, value, day) if isinstance(value, date) else page.write(
                    number, place, value
                )
    return file.getvalue()


def test_template_is_filled_in_and_read_back():
    book = openpyxl.load_workbook(io.BytesIO(make_template(2026)))
    page = book["Actieplan"]
    rows = [
        (
            "Leren",
            "Iedereen leert.",
            "Focus",
            1,
            "Er is scholing",
            "Op schema",
            "",
            "Voorbeeld A.",
            date(2026, 1, 5),
            "31-12-2026",
            12.5,
            "het netwerk",
        ),
        ("", "", "Activiteit", "", "=1+1 is geen formule", "Achter op schema", "Geen tijd", "", "", "", "7,5", ""),
        ("", "", "Deelresultaat", "", "een lijst"),
        ("", "", "Oplevering", "", "een verslag"),
        ("Delen", "", "Activiteit", "", "We delen", "nog geen status"),
    ]
    for number, row in enumerate(rows, 2):
        for place, value in enumerate(row, 1):
            cell = page.cell(number, place, value)
            if isinstance(value, str):
                cell.data_type = "s"
    file = io.BytesIO()
    book.save(file)

    first, second = read_plan(file.getvalue(), "plan.xlsx").themes

    (focus,), (activity,) = first.focus_items, first.activities
    assert (first.title, first.goal, second.title) == ("Leren", "Iedereen leert.", "Delen")
    assert (focus.status, focus.owner, focus.number, focus.handover_to) == (
        "op_schema",
        "Voorbeeld A.",
        "1",
        "het netwerk",
    )
    assert (focus.planned_from, focus.planned_until, focus.hours) == (
        date(2026, 1, 5),
        date(2026, 12, 31),
        Decimal("12.5"),
    )
    assert (activity.text, activity.status, activity.reason) == (
        "=1+1 is geen formule",
        "achter_op_schema",
        "Geen tijd",
    )
    assert (activity.hours, activity.sub_items, activity.deliverable) == (Decimal("7.5"), ("een lijst",), "een verslag")


def test_template_offers_lists_to_choose_from_and_explains_itself():
    book = openpyxl.load_workbook(io.BytesIO(make_template()))

    lists = {str(rule.sqref).split(":")[0]: rule.formula1 for rule in book["Actieplan"].data_validations.dataValidation}
    assert lists == {
        "C2": '"Focus,Activiteit,Deelresultaat,Oplevering"',
        "F2": '"Behaald,Op schema,Doorlopend,Achter op schema"',
    }
    assert book.sheetnames == ["Actieplan", "Uitleg"]
    assert tuple(cell.value for cell in book["Actieplan"][1]) == COLUMNS


def test_template_with_slips_keeps_the_words_as_a_note_and_says_so():
    plan = read_plan(
        sheet(
            [
                ("Leren", "", "Focus", "", "Een", "bijna klaar", "", "", "gisteren", "", "veel"),
                ("", "", "Focus", "", "Twee", "", "", "", "31-12-2026", "01-01-2026"),
            ]
        ),
        "plan.xlsx",
    )

    first, second = plan.themes[0].focus_items
    assert first.note == "Status: bijna klaar\nVan: gisteren\nUren: veel"
    assert second.note == "Van 31-12-2026 tot 01-01-2026"
    assert [doubt.line for doubt in plan.warnings] == [2, 2, 2, 3]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("Leren", "", "Onzin", "", "Een"), ["2", "Soort", "Onzin", "Focus"]),
        (("Leren", "", "Focus", "", ""), ["2", "Tekst"]),
        (("", "", "Focus", "", "Een"), ["2", "Thema"]),
        (("Leren", "", "Oplevering", "", "Een"), ["2", "activiteit"]),
    ],
)
def test_template_with_a_row_that_has_no_place_is_refused_with_its_place(row, words):
    with pytest.raises(ImportRefused) as no:
        read_plan(sheet([row]), "plan.xlsx")

    assert all(word in str(no.value) for word in words)


def test_a_sheet_of_ten_thousand_rows_is_refused_with_their_number():
    with pytest.raises(ImportRefused, match=re.escape("10000 regels")):
        read_plan(sheet([("Leren", "", "Focus", "", f"Rij {number}") for number in range(10_000)]), "plan.xlsx")
    with pytest.raises(ImportRefused, match="3001 regels"):
        read_plan(sheet([(f"Rij {number}",) for number in range(3_000)], header=("iets",)), "plan.xlsx")


def test_a_sheet_in_the_form_of_a_plan_is_read_without_our_columns():
    rows = [
        ("Doelstelling",),
        ("Iedereen leert.",),
        ("Focus", "Status"),
        ("1. Een", "Behaald"),
        ("Activiteiten", "Status"),
        ("We doen het.", "Op schema"),
    ]

    (theme,) = read_plan(sheet(rows, title="Blad1", header=("Leren",)), "plan.xlsx").themes

    assert (theme.title, theme.focus_items[0].status, theme.activities[0].status) == ("Leren", "behaald", "op_schema")


def test_an_empty_template_is_refused():
    assert refused(make_template(), "plan.xlsx") == refusal.EMPTY


# What it is --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (b"", "plan.txt", refusal.EMPTY),
        (b" \r\n\t\xef\xbb\xbf", "plan.txt", refusal.EMPTY),
        (b"x" * (MAX_BYTES + 1), "plan.txt", refusal.TOO_BIG),
        (b"a\n" * 6_000, "plan.txt", refusal.TOO_LONG),
        (b"a" * 600_000, "plan.txt", refusal.TOO_LONG),
        (bytes(range(256)) * 20, "plan.txt", refusal.BINARY),
        ("één twee café ë".encode() + b"\xff\xfe\xfd", "plan.txt", refusal.UNDECODABLE),
        ("één caf\u00e9 \u00eb ".encode() * 5 + b"\n\xc3(", "plan.txt", refusal.UNDECODABLE),
        (b"\xff\xfea\x00b\x00c", "plan.txt", refusal.UNDECODABLE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "plan.doc", refusal.OLD_OFFICE),
        (b"{\\rtf1 Actieplan}", "plan.rtf", refusal.OTHER_TYPE),
        (b"\x89PNG\r\n\x1a\n" + b"\x01" * 90, "scan.png", refusal.OTHER_TYPE),
        (b"<!DOCTYPE html><p>Actieplan</p>", "plan.html", refusal.OTHER_TYPE),
        (b"\x89PNG\r\n\x1a\n" + b"\x01" * 90, "plan.pdf", refusal.WRONG_TYPE),
        (b"Actieplan 2023", "plan.docx", refusal.WRONG_TYPE),
        (b"MZ" + b"\x01" * 90, "plan.txt", refusal.WRONG_TYPE),
        (b"Beste mensen", "plan", refusal.NO_THEMES),
    ],
)
def test_what_is_no_plan_is_refused_with_the_right_sentence(data, name, message):
    assert refused(data, name) == message


def test_a_word_file_named_pdf_is_called_by_its_right_name():
    with pytest.raises(ImportRefused, match=r"\.pdf.*Word"):
        read_plan(small_word(), "plan.pdf")


def test_the_name_of_the_file_may_be_anything():
    text = (EXAMPLES / "plan_nhf_2023.txt").read_bytes()

    for name in ("plan", "PLAN.TXT", "../../etc/passwd", "c:\\plannen\\plan.txt", "plan.notitie", "💐", ""):
        assert read_plan(text, name).counts()["themes"] == 6


def test_other_archives_are_named():
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as new:
        new.writestr("iets.txt", "x")

    assert refused(empty.getvalue(), "plan.zip") == refusal.OTHER_TYPE
    assert refused(empty.getvalue(), "plan.docx") == refusal.WRONG_TYPE


def test_a_few_control_characters_are_left_out():
    text = (EXAMPLES / "plan_nhf_2023.txt").read_text(encoding="utf-8")

    spoiled = text.replace("Borging", "Bor\x07g\u200bing").replace("Communicatie", "\u202eCommunicatie")

    assert read_plan(spoiled.encode(), "plan.txt").to_json()["themes"] == expected(statuses=False)
