"""The recalibration of the network in a report: figures, no names, for the hub and the network."""

import datetime as dt
import io

import docx
import openpyxl
import pytest

from knooppunt.core.tests.documents.reading import read_pdf
from knooppunt.network.models import RecalibrationRound, RecalibrationSnapshot
from knooppunt.network.tests.factories import HubFactory
from knooppunt.reports.actions.reports import start_report
from knooppunt.reports.actions.sections import arrange_sections
from knooppunt.reports.actions.states import freeze_report
from knooppunt.reports.content import from_json
from knooppunt.reports.exporting.docx import report_docx
from knooppunt.reports.exporting.pdf import report_pdf
from knooppunt.reports.exporting.xlsx import report_xlsx
from knooppunt.reports.models import Kind, Section
from knooppunt.reports.queries.gathering import content_of
from knooppunt.reports.tests.examples import (
    HUB_READER,
    NETWORK_READER,
    PUBLIC_READER,
    fresh,
    live,
    section_of,
    words,
)

pytestmark = pytest.mark.django_db
ROW = ["20 mei 2026", "12", "9", "3", "2", "1", "4"]


def recalibration(hub, day=(5, 20), *, compared=True):
    """A round that ended on that day of 2026: 12 asked, 9 confirmed, 4 not reached."""
    difference = {
        "since": "2025-05-01",
        "contacts": {"new": ["1", "2", "3"], "gone": ["4", "5"], "changed": ["6"]},
        "organisations": {"new": ["7"], "gone": [], "changed": ["8", "9"]},
    }
    counts = {"asked": 12, "contacts": 30, "organisations": 8, "verified": 9, "not_reached": 4}
    on = dt.date(2026, *day)
    made = RecalibrationRound.objects.create(hub=hub, title="Herijking", closes_on=on)
    return RecalibrationSnapshot.objects.create(
        round=made, hub=hub, on=on, counts=counts, difference=difference if compared else {}
    )


def table_of(document):
    (table, said) = section_of(document, "recalibration").blocks
    return [column.label for column in table.columns], table.rows, said.text


def test_a_recalibration_that_ended_in_the_period_is_counted(report, hub, other_hub):
    recalibration(hub)
    recalibration(hub, (7, 1))
    recalibration(other_hub)

    header, rows, said = table_of(live(report))

    assert header == ["Afgesloten op", "Gevraagd", "Bevestigd", "Nieuw", "Weg", "Gewijzigd", "Niet bereikt"]
    assert rows == [ROW]
    assert "Organisaties: 1 nieuw, 0 weg, 2 gewijzigd." in said


def test_a_first_recalibration_has_nothing_to_compare_with(report, hub):
    recalibration(hub, compared=False)

    _header, rows, said = table_of(live(report))

    assert rows == [["20 mei 2026", "12", "9", "–", "–", "–", "4"]]
    assert "Organisaties:" not in said


def test_a_period_without_recalibration_has_no_such_section(report):
    assert section_of(live(report), "recalibration") is None


def test_every_file_has_the_section(report, hub):
    recalibration(hub)
    document = live(report)

    pdf = read_pdf(report_pdf(document, language="nl"))
    word = docx.Document(io.BytesIO(report_docx(document, language="nl")))
    book = openpyxl.load_workbook(io.BytesIO(report_xlsx(content_of(fresh(report)), document, HUB_READER)))

    assert "Herijking van het netwerk" in pdf.outline
    assert [cell.text for cell in word.tables[-1].rows[1].cells] == ROW
    values = [cell.value for cell in book["Herijking"][2]]
    assert values == [hub.name, dt.datetime(2026, 5, 20), 12, 9, 3, 2, 1, 4]


def test_it_can_be_left_out_and_moved_like_the_others(report, hub, ambassador):
    recalibration(hub)
    sections = list(Section.objects.filter(report=report))
    mine = next(one for one in sections if one.code == "recalibration")
    others = [one.pk for one in sections if one != mine]
    seen = {one.pk: one.version for one in sections}

    arrange_sections(report=report, order=[mine.pk, *others], shown=set(seen), seen=seen, by=ambassador)
    assert live(report).sections[0].code == "recalibration"

    seen = {one.pk: one.version for one in Section.objects.filter(report=report)}
    arrange_sections(report=report, order=[mine.pk, *others], shown=set(others), seen=seen, by=ambassador)
    assert section_of(live(report), "recalibration") is None


def test_the_network_reads_the_figures_and_the_public_does_not(report, hub):
    recalibration(hub)

    assert section_of(live(report, NETWORK_READER), "recalibration") is not None
    assert "niet bereikt" not in words(live(report, PUBLIC_READER)).lower()
    outside = report_xlsx(content_of(fresh(report)), live(report, PUBLIC_READER), PUBLIC_READER)
    assert "Herijking" not in openpyxl.load_workbook(io.BytesIO(outside)).sheetnames


def test_what_is_frozen_stays_and_an_older_snapshot_has_none(report, hub, ambassador):
    snapshot = recalibration(hub)
    frozen = freeze_report(report=fresh(report), seen=fresh(report).version, by=ambassador)
    snapshot.delete()

    kept = from_json(frozen.content)

    assert [row.figures["asked"] for row in kept.recalibrations] == [12]
    older = {name: value for name, value in frozen.content.items() if name != "recalibrations"}
    assert from_json(older).recalibrations == []


@pytest.mark.parametrize("count", [1, 3])
def test_gathering_costs_the_same_for_one_round_and_three(report, hub, count, django_assert_num_queries):
    for day in range(count):
        recalibration(hub, (5, 1 + day))
    report = fresh(report)

    with django_assert_num_queries(8):
        assert len(content_of(report).recalibrations) == count


def test_the_national_report_has_a_line_for_each_hub(span, coordinator):
    hubs = HubFactory.create_batch(2)
    for number, hub in enumerate(hubs):
        recalibration(hub, (5, 20 + number))
    report = start_report(hub=None, kind=Kind.NATIONAL, span=span, by=coordinator)

    header, rows, _said = table_of(live(report))

    assert header[0] == "Knooppunt"
    assert [row[0] for row in rows] == [hub.short_name for hub in hubs]
