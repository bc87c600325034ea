"""Taking a list in: everything or nothing, and a sentence for whatever is wrong."""

import datetime as dt
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from knooppunt.core.tables import ReadTable, TableRow
from knooppunt.journal.actions.importing import plan_import, save_import
from knooppunt.journal.actions.months import close_month
from knooppunt.journal.models import Moment
from knooppunt.journal.tests.factories import MomentFactory, contact, organisation
from knooppunt.plans.models import PlanItem
from knooppunt.plans.tests.factories import plan_of

ADDRESS = "/werkplek/noord/logboek/importeren/"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    """A folder for uploads."""
    settings.FILES_ROOT = tmp_path


@pytest.fixture
def client(ambassador, signed_in):
    """Signed in as the ambassador."""
    return signed_in(ambassador)


def table(header, *rows):
    """A table as ``core.tables`` reads it."""
    return ReadTable(
        TableRow(1, tuple(header)), [TableRow(number, tuple(cells)) for number, cells in enumerate(rows, start=2)]
    )


def csv_file(text):
    return SimpleUploadedFile("uren.csv", text.encode())


def test_a_full_row_is_understood(hub, ambassador, duo, today):
    item = PlanItem.objects.get(theme__plan=plan_of(hub))
    school, anna = organisation("ROC Voorbeeld", hub), contact("Anna Voorbeeld", hub)
    header = [
        "Datum",
        "Uren",
        "Soort",
        "Activiteit",
        "Organisaties",
        "Contactpersonen",
        "Notitie",
        "Opbrengst",
        "Hoogtepunt",
        "Zichtbaar voor",
        "Wie",
        "Kleur",
    ]
    row = [
        today.strftime("%d-%m-%Y"),
        "1:30",
        "Overleg",
        "1.a",
        "roc voorbeeld; ",
        "Anna Voorbeeld",
        "gesproken",
        "afspraak",
        "ja",
        "alle knooppunten",
        str(duo),
        "rood",
    ]

    plan = plan_import(table(header, row), hub=hub, by=ambassador)
    assert (plan.errors, plan.ignored, plan.minutes) == ([], ["Kleur"], 90)
    save_import(plan, hub=hub, by=ambassador)

    moment = Moment.objects.get()
    assert (moment.date, moment.minutes, moment.kind, moment.item, moment.theme) == (
        today,
        90,
        "meeting",
        item,
        item.theme,
    )
    assert (moment.note, moment.result, moment.is_highlight, moment.visibility) == (
        "gesproken",
        "afspraak",
        True,
        "network",
    )
    assert (moment.author, moment.source) == (duo, "import")
    assert (list(moment.organisations.all()), list(moment.contacts.all())) == ([school], [anna])
    assert moment.history.get().history_user == ambassador


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        ({"Datum": "gisteren"}, "Datum", "niet als datum"),
        ({"Datum": "31-02-2025"}, "Datum", "niet als datum"),
        ({"Datum": "1900-01-01"}, "Datum", "te lang geleden"),
        ({"Datum": "2999-01-01"}, "Datum", "nog niet geweest"),
        ({"Uren": "25u"}, "Uren", "meer dan 16 uur"),
        ({"Uren": "-1"}, "Uren", "niet minder dan niets"),
        ({"Uren": "NaN"}, "Uren", "niet als uren"),
        ({"Uren": ""}, "Uren", "hoelang"),
        ({"Soort": "dansen"}, "Soort", "Gebruik een van deze"),
        ({"Activiteit": "Onbekend"}, "Activiteit", "niet in je plan"),
        ({"Thema": "Onbekend"}, "Thema", "niet in je plan"),
        ({"Organisaties": "Nergens"}, "Organisaties", "Zet die eerst in het netwerk"),
        ({"Organisaties": "Hospice De Brug"}, "Organisaties", "Er zijn er meer"),
        ({"Contactpersonen": "Vreemde Voorbeeld"}, "Contactpersonen", "eigen knooppunt"),
        ({"Hoogtepunt": "misschien"}, "Hoogtepunt", "ja of nee"),
        ({"Zichtbaar voor": "niemand"}, "Zichtbaar voor", "Gebruik een van deze"),
        ({"Notitie": "x" * 9000}, "Notitie", "5000"),
    ],
)
def test_each_wrong_cell_gets_a_sentence_with_its_row_and_column(cells, column, said, hub, other_hub, ambassador):
    organisation("Hospice De Brug", hub)
    organisation("Hospice De Brug", other_hub)
    contact("Vreemde Voorbeeld", other_hub)
    values = {"Datum": "2026-01-05", "Uren": "2"} | cells

    plan = plan_import(table(list(values), list(values.values())), hub=hub, by=ambassador)

    (error,) = plan.errors
    assert (error.row, error.column) == (2, column)
    assert said in error.message
    with pytest.raises(ValueError, match="errors"):
        save_import(plan, hub=hub, by=ambassador)


def test_one_wrong_row_saves_nothing(client, hub):
    page = client.post(ADDRESS, {"file": csv_file("Datum;Uren\n2026-01-05;2\n2026-01-06;25u\n")})

    assert page.status_code == 422
    assert "Rij 3, Uren" in page.content.decode()
    assert not Moment.objects.exists()


def test_a_list_is_looked_at_first_and_saved_after(client, hub, ambassador):
    page = client.post(
        ADDRESS, {"file": csv_file("Datum;Uren;Notitie\n2026-01-05;1,5;eerste\n2026-01-06;45m;tweede\n")}
    )
    assert (
        "2 nieuwe momenten, 2,3 uur" in page.content.decode() or "2 nieuwe momenten, 2,25 uur" in page.content.decode()
    )
    assert not Moment.objects.exists()

    client.post(f"{ADDRESS}bewaren/", {"file": page.context["stored"].uuid})

    assert list(Moment.objects.order_by("date").values_list("minutes", "note", "author")) == [
        (90, "eerste", ambassador.pk),
        (45, "tweede", ambassador.pk),
    ]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_comes_back_without_changing_anything(kind, client, hub, ambassador):
    item = PlanItem.objects.get(theme__plan=plan_of(hub))
    moment = MomentFactory(
        hub=hub, author=ambassador, item=item, theme=item.theme, kind="mail", minutes=50, note="=1+1"
    )
    moment.organisations.add(organisation("ROC Voorbeeld", hub))
    moment.contacts.add(contact("Anna Voorbeeld", hub))
    exported = client.get(f"/werkplek/noord/logboek/logboek.{kind}").getvalue()

    page = client.post(ADDRESS, {"file": SimpleUploadedFile(f"logboek.{kind}", exported)})

    assert page.context["plan"].errors == []
    assert [row.is_known for row in page.context["plan"].rows] == [True]

    Moment.objects.all().delete()
    again = client.post(ADDRESS, {"file": SimpleUploadedFile(f"logboek.{kind}", exported)})
    client.post(f"{ADDRESS}bewaren/", {"file": again.context["stored"].uuid})
    back = Moment.objects.get()
    assert (back.minutes, back.note, back.item, back.kind) == (50, "=1+1", item, "mail")
    assert (back.organisations.count(), back.contacts.count()) == (1, 1)


@pytest.mark.parametrize("start", ["=1+1", "+31", "-5", "@SUM(A1)", "\t=1"])
def test_no_text_becomes_a_formula_in_an_export(start, client, hub):
    MomentFactory(hub=hub, note=f"{start} kwaad")

    lines = client.get("/werkplek/noord/logboek/logboek.csv").getvalue().decode("utf-8-sig")
    book = openpyxl.load_workbook(io.BytesIO(client.get("/werkplek/noord/logboek/logboek.xlsx").getvalue()))
    cells = [cell for row in book.active.iter_rows() for cell in row]

    assert not any(
        cell.startswith(("=", "+", "-", "@", "\t")) for line in lines.splitlines() for cell in line.split(";")
    )
    assert all(cell.data_type != "f" for cell in cells)
    assert any(str(cell.value or "").strip().startswith(start.strip()) for cell in cells)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02\x03" * 50,
        b"PK\x03\x04 broken",
        b"MZ\x90",
        b"Datum;Uren\n",
        b"Uren;Notitie\n1;x\n",
        b"Datum;Notitie\n2026-01-01;x\n",
        b'Datum;Uren\n"2026-01-01;1\n',
        b"Datum;Uren\n" + b"2026-01-01;1\n" * 5001,
        "Datum;Uren\n2026-01-01;1\n".encode("utf-16"),
    ],
)
def test_broken_files_get_a_sentence_and_save_nothing(content, client, hub):
    page = client.post(ADDRESS, {"file": SimpleUploadedFile("uren.csv", content)})

    assert page.status_code in {200, 422}
    assert not Moment.objects.exists()
    if page.status_code == 422:
        assert "field__error" in page.content.decode() or "error-summary" in page.content.decode()


def test_a_row_in_a_closed_month_is_an_error(hub, ambassador, last_month):
    close_month(hub=hub, month=last_month, by=ambassador)

    plan = plan_import(table(["Datum", "Minuten"], [last_month.isoformat(), "60"]), hub=hub, by=ambassador)

    assert "is gesloten" in plan.errors[0].message


def test_a_month_that_is_closed_between_looking_and_saving_refuses(hub, ambassador, last_month):
    from knooppunt.journal.actions.refusals import MonthClosed

    plan = plan_import(table(["Datum", "Minuten"], [last_month.isoformat(), "60"]), hub=hub, by=ambassador)
    close_month(hub=hub, month=last_month, by=ambassador)

    with pytest.raises(MonthClosed):
        save_import(plan, hub=hub, by=ambassador)
    assert not Moment.objects.exists()


def test_two_equal_rows_are_two_moments_unless_the_logbook_has_one(hub, ambassador):
    rows = [["2026-01-05", "60", "zelfde"], ["2026-01-05", "60", "zelfde"]]
    MomentFactory(hub=hub, date=dt.date(2026, 1, 5), note="zelfde")

    plan = plan_import(table(["Datum", "Minuten", "Notitie"], *rows), hub=hub, by=ambassador)

    assert [row.is_known for row in plan.rows] == [True, False]


def test_a_row_about_a_patient_is_pointed_at(client, hub):
    page = client.post(ADDRESS, {"file": csv_file("Datum;Uren;Notitie\n2026-01-05;1;BSN 111222333\n")})

    assert "Gaat dit over een patiënt" in page.content.decode()


def test_a_file_of_somebody_else_is_not_saved(client, hub, duo, signed_in):
    page = client.post(ADDRESS, {"file": csv_file("Datum;Uren\n2026-01-05;1\n")})

    signed_in(duo).post(f"{ADDRESS}bewaren/", {"file": page.context["stored"].uuid})

    assert not Moment.objects.exists()


@pytest.mark.parametrize("data", [{}, {"file": "x"}, {"file": "00000000-0000-0000-0000-000000000000"}])
def test_a_file_that_is_gone_is_asked_for_again(data, client, hub):
    assert "niet meer" in client.post(f"{ADDRESS}bewaren/", data, follow=True).content.decode()


def test_others_cannot_import(hub, stranger, board, signed_in):
    for user in (stranger, board):
        assert signed_in(user).get(ADDRESS).status_code == 403


def test_the_empty_workbook_has_the_columns(client, hub):
    book = openpyxl.load_workbook(io.BytesIO(client.get("/werkplek/noord/logboek/sjabloon.xlsx").content))

    assert [cell.value for cell in book.active[1]][:3] == ["Datum", "Minuten", "Uren"]


@pytest.mark.parametrize("rows", [1, 3])
def test_understanding_and_saving_cost_the_same_number_of_questions(rows, hub, ambassador, django_assert_num_queries):
    plan_of(hub, activities=rows, year=2026)
    header = ["Datum", "Minuten", "Activiteit", "Organisaties", "Contactpersonen"]
    lines = []
    for number in range(rows):
        organisation(f"ROC {number}", hub)
        contact(f"Anna {number}", hub)
        lines.append(["2026-01-05", "60", f"1.{'abc'[number]}", f"ROC {number}", f"Anna {number}"])

    with django_assert_num_queries(10):
        plan = plan_import(table(header, *lines), hub=hub, by=ambassador)
    assert plan.errors == []
    with django_assert_num_queries(22):
        save_import(plan, hub=hub, by=ambassador)
