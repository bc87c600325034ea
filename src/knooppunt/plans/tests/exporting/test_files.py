"""The files of a plan, read back."""

from __future__ import annotations

import datetime as dt
import io
import time
from collections.abc import Callable
from typing import Any

import docx
import openpyxl
import pytest
from django.utils.translation import override
from docx.oxml.ns import qn

from knooppunt.core.tests.documents.reading import read_pdf
from knooppunt.plans.exporting.content import PlanContent, plan_content
from knooppunt.plans.exporting.data import plan_data
from knooppunt.plans.exporting.docx import plan_docx
from knooppunt.plans.exporting.pdf import plan_pdf
from knooppunt.plans.exporting.xlsx import plan_xlsx
from knooppunt.plans.models import ActionPlan
from knooppunt.plans.queries.tree import PlanTree, plan_tree
from knooppunt.plans.queries.visible import PUBLIC_SIGHT, Sight
from knooppunt.plans.tests.exporting.examples import (
    HOSTILE,
    golden,
    make_hostile_plan,
    make_item,
    make_long_plan,
    make_nhf_plan,
    make_plan,
    make_theme,
)

pytestmark = pytest.mark.django_db
ALL = Sight(reasons=True, notes=True)


def read(plan: ActionPlan, *, sight: Sight = ALL, language: str = "nl") -> tuple[PlanTree, PlanContent]:
    tree = plan_tree(plan, sight=sight)
    with override(language):
        return tree, plan_content(tree, sight=sight, today=dt.date(2026, 11, 22))


def squeezed(text: str) -> str:
    return "".join(text.replace("\u200b", "").replace("-\n", "").split())


def test_the_pdf_of_the_real_plan_is_accessible_and_whole() -> None:
    _tree, content = read(make_nhf_plan())

    pdf = read_pdf(plan_pdf(content, language="nl"))

    themes = [theme["title"] for theme in golden()["themes"]]
    assert (pdf.title, pdf.language, pdf.tagged, pdf.shows_title) == (content.title, "nl-NL", True, True)
    assert pdf.outline == [content.title, "Inleiding", *themes]
    assert pdf.tables == [["TH", "TH"]] * 12
    assert all(pdf.fonts.values())
    text = squeezed(pdf.text)
    for theme in golden()["themes"]:
        for row in theme["activities"]:
            assert squeezed(row["text"])[:40] in text or "-" in row["text"]


def test_the_pdf_has_the_form_that_the_hubs_know() -> None:
    _tree, content = read(make_nhf_plan())

    text = read_pdf(plan_pdf(content, language="nl")).text

    for words in (
        "Doelstelling:",
        "Voor 2023 ligt de focus op:",
        "Activiteiten",
        "Status",
        "1. Ambassadeurs onderhouden",
    ):
        assert words in text
    for words in ("Behaald", "Op schema", "Doorlopend", "Achter op schema", "Nog geen status", "Voorbeeld."):
        assert words in text
    assert "Statussen zoals ze waren op 22 november 2026." in text
    assert "Twee scholen hebben pas" in text


def test_the_form_is_english_where_the_reader_is_and_the_plan_stays_as_written() -> None:
    _tree, content = read(make_nhf_plan(), language="en")

    with override("en"):
        pdf = read_pdf(plan_pdf(content, language="en"))

    assert pdf.language == "en-GB"
    assert "In 2023 the focus is on:" in pdf.text
    assert "Behind schedule" in pdf.text
    assert "Ambassadeurs onderhouden" in pdf.text


def test_the_word_file_has_headings_and_tables_with_a_header() -> None:
    _tree, content = read(make_nhf_plan())

    document = docx.Document(io.BytesIO(plan_docx(content, language="nl")))

    headings = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    assert headings == ["Inleiding", *[theme["title"] for theme in golden()["themes"]]]
    assert len(document.tables) == 12
    assert all(table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in document.tables)
    first = document.tables[0]
    assert [cell.text for cell in first.rows[0].cells] == ["Voor 2023 ligt de focus op:", "Status"]
    assert first.rows[1].cells[1].text == "✓ Behaald"
    assert first.rows[1].cells[0].text.startswith("1. Ambassadeurs onderhouden")


def test_the_workbook_has_exactly_the_columns_of_the_import_template() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(plan_xlsx(*read(make_nhf_plan()))))["Actieplan"]

    rows = list(sheet.iter_rows(values_only=True))

    assert " | ".join(map(str, rows[0])) == (
        "Thema | Doelstelling | Soort | Nummer | Tekst | Status | Reden | Eigenaar | Van | Tot | Uren | "
        "Over te dragen aan"
    )
    assert [row[2] for row in rows[1:]].count("Focus") == 26
    assert [row[2] for row in rows[1:]].count("Activiteit") == 23
    assert {row[5] for row in rows[1:]} == {"Behaald", "Op schema", "Doorlopend", "Achter op schema", None}


def test_the_workbook_says_the_same_in_english_because_it_is_a_format() -> None:
    tree, content = read(make_nhf_plan(), language="en")

    with override("en"):
        sheet = openpyxl.load_workbook(io.BytesIO(plan_xlsx(tree, content)))["Actieplan"]

    assert sheet["A1"].value == "Thema"
    assert sheet["F2"].value == "Behaald"


def test_the_data_has_the_content_of_the_golden_file() -> None:
    data = plan_data(plan_tree(make_nhf_plan(), sight=ALL))

    def without_status(themes: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
        return [
            (
                theme["title"],
                theme["goal"],
                [row["text"] for row in theme["focus_items"]],
                [(row["text"], row.get("sub_items") or [], row.get("deliverable")) for row in theme["activities"]],
            )
            for theme in themes
        ]

    assert without_status(data["themes"]) == without_status(golden()["themes"])
    assert data["counts"] == {"themes": 6, "focus_items": 26, "activities": 23}
    assert data["themes"][0]["focus_items"][0]["status"] == "behaald"
    assert data["themes"][0]["activities"][1]["status"] is None


@pytest.mark.parametrize("make", [make_hostile_plan, make_nhf_plan])
def test_who_may_not_see_reasons_and_owners_gets_them_in_no_file(make: Callable[[], ActionPlan]) -> None:
    plan = make()
    theme = make_theme(plan, "Geheim")
    make_item(
        theme, status="achter_op_schema", status_reason="GEHEIMREDEN", owner_name="GEHEIMNAAM", note="GEHEIMNOTITIE"
    )
    shown, hidden = read(plan), read(plan, sight=PUBLIC_SIGHT)

    for (tree, content), expected in ((shown, True), (hidden, False)):
        word = docx.Document(io.BytesIO(plan_docx(content, language="nl"))).element.xml
        book = openpyxl.load_workbook(io.BytesIO(plan_xlsx(tree, content)))
        cells = "".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
        texts = [read_pdf(plan_pdf(content, language="nl")).text, word, cells, str(plan_data(tree))]
        assert [("GEHEIMREDEN" in text, "GEHEIMNAAM" in text) for text in texts] == [(expected, expected)] * 4
        assert [("GEHEIMNOTITIE" in text) for text in texts] == [expected, expected, False, expected]


def test_hostile_text_stays_text_in_every_file() -> None:
    tree, content = read(make_hostile_plan())

    pdf = read_pdf(plan_pdf(content, language="nl"))
    document = docx.Document(io.BytesIO(plan_docx(content, language="nl")))
    sheet = openpyxl.load_workbook(io.BytesIO(plan_xlsx(tree, content)))["Actieplan"]

    assert squeezed(HOSTILE[0]) in squeezed(pdf.text)
    assert "root:" not in pdf.text
    assert document.tables[2].rows[1].cells[0].text.startswith(f"1. {HOSTILE[1]}")
    assert all(cell.data_type in {"s", "n", "d"} for row in sheet.iter_rows() for cell in row)
    assert [cell.value for cell in sheet["E"]].count("=1+1") == 3  # an activity with its sub-result and deliverable


def test_an_empty_plan_gives_files_that_say_so() -> None:
    tree, content = read(make_plan(title="Leeg"))

    assert "nog geen thema" in read_pdf(plan_pdf(content, language="nl")).text
    assert not docx.Document(io.BytesIO(plan_docx(content, language="nl"))).tables
    sheet = openpyxl.load_workbook(io.BytesIO(plan_xlsx(tree, content)))["Actieplan"]
    assert sheet.max_row == 1
    assert plan_data(tree)["themes"] == []


def test_a_theme_without_rows_keeps_its_goal() -> None:
    plan = make_plan()
    make_theme(plan, "Borging", "Een vaste plek.")
    tree, content = read(plan)

    sheet = openpyxl.load_workbook(io.BytesIO(plan_xlsx(tree, content)))["Actieplan"]

    assert [cell.value for cell in sheet[2]][:3] == ["Borging", "Een vaste plek.", None]
    assert "Een vaste plek." in read_pdf(plan_pdf(content, language="nl")).text


def test_a_plan_of_five_hundred_rows_is_made_whole(capsys: pytest.CaptureFixture[str]) -> None:
    tree, content = read(make_long_plan(500))
    took: dict[str, float] = {}

    def timed(name: str, make: Callable[[], bytes]) -> bytes:
        before = time.perf_counter()
        made = make()
        took[name] = time.perf_counter() - before
        return made

    pdf = timed("pdf", lambda: plan_pdf(content, language="nl"))
    word = timed("docx", lambda: plan_docx(content, language="nl"))
    book = timed("xlsx", lambda: plan_xlsx(tree, content))

    with capsys.disabled():  # shown, never asserted
        print("\n500 rows: " + ", ".join(f"{name} {seconds:.2f} s" for name, seconds in took.items()))
    assert "Punt 499:" in read_pdf(pdf).text
    assert len(docx.Document(io.BytesIO(word)).tables[0].rows) == 501
    assert openpyxl.load_workbook(io.BytesIO(book))["Actieplan"].max_row == 501
