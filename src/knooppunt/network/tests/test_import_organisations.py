"""Taking in a list of organisations."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from knooppunt.core.documents.tables import Column, Table
from knooppunt.core.documents.xlsx import make_xlsx
from knooppunt.core.tables import TableRefused, read_table
from knooppunt.network.actions.import_organisations import plan_import, save_import
from knooppunt.network.actions.organisations import OrganisationData, create_organisation
from knooppunt.network.models import Organisation, Role
from knooppunt.network.queries.sheets import organisation_table

from .factories import HubFactory
from .factories_people import user_with
from .factories_register import OrganisationFactory

pytestmark = pytest.mark.django_db

HEADER = "Naam;Soort;Ook bekend als;Plaats(en);Onderdeel van;Website;E-mail;Knooppunten\n"
LIST = (
    HEADER
    + "Hogeschool Voorbeeld;hogeschool;HV;Almere; ;voorbeeld.example;onderwijs@voorbeeld.example;Hier\n"
    + "Lectoraat Voorbeeld;lectoraat;;Almere; Lelystad;Hogeschool Voorbeeld;;;\n".replace("; Lelystad", "")
    + "Hospice Voorbeeld;Hospice;De Huiskamer;Rijswijk (Zuid-Holland);;;;\n"
)


@pytest.fixture
def hub():
    return HubFactory(slug="hier", short_name="Hier")


@pytest.fixture
def table(tmp_path):
    def make(text):
        path = tmp_path / "lijst.csv"
        path.write_text(text, encoding="utf-8")
        return read_table(path)

    return make


def test_a_list_makes_organisations_with_everything(hub, table):
    by = user_with(Role.COORDINATOR)

    counts = save_import(plan_import(table(LIST)), by=by)

    assert counts == {"new": 3, "changed": 0, "same": 0}
    school = Organisation.objects.get(name="Hogeschool Voorbeeld")
    assert (school.kind, school.website, school.role_mailbox) == (
        "hbo",
        "https://voorbeeld.example",
        "onderwijs@voorbeeld.example",
    )
    assert [alias.name for alias in school.aliases.all()] == ["HV"]
    assert [(place.name, place.province) for place in school.places.all()] == [("Almere", "flevoland")]
    assert [relation.hub for relation in school.relations.all()] == [hub]
    assert Organisation.objects.get(kind="lectoraat").parent == school
    assert [(place.name, place.province) for place in Organisation.objects.get(kind="hospice").places.all()] == [
        ("Rijswijk", "zuid-holland")
    ]
    assert school.history.get().history_user == by
    assert Organisation.objects.matching("huiskamer").get().kind == "hospice"


def test_the_same_list_again_changes_nothing(hub, table):
    save_import(plan_import(table(LIST)), by=None)
    before = list(Organisation.objects.values_list("pk", "version", "changed_at"))

    assert save_import(plan_import(table(LIST)), by=None) == {"new": 0, "changed": 0, "same": 3}
    assert list(Organisation.objects.values_list("pk", "version", "changed_at")) == before


def test_an_export_taken_in_again_changes_nothing(hub, table, tmp_path):
    save_import(plan_import(table(LIST)), by=None)
    made = organisation_table(Organisation.objects.order_by("sort_name"))
    lines = [";".join(column.title for column in made.columns)] + [
        ";".join(f'"{value}"' for value in row) for row in made.rows
    ]

    assert plan_import(table("\n".join(lines))).counts == {"new": 0, "changed": 0, "same": 3}


def test_a_known_organisation_is_filled_in_and_never_emptied(hub, table):
    data = OrganisationData(
        "Hospice Voorbeeld", "overig", ["HV"], [("Goes", "zeeland")], website="https://blijft.example"
    )
    known = create_organisation(data=data, hubs=[], by=None)

    plan = plan_import(table(HEADER + "HOSPICE VOORBEELD;hospice;Huis;Almere;;;;Hier\n"))
    assert plan.rows[0].changes == ["Naam", "Soort", "Ook bekend als", "Plaats(en)", "Knooppunten"]
    save_import(plan, by=None)

    now = Organisation.objects.get(pk=known.pk)
    assert (now.name, now.kind, now.website) == ("HOSPICE VOORBEELD", "hospice", "https://blijft.example")
    assert [alias.name for alias in now.aliases.all()] == ["HV", "Huis"]
    assert [place.name for place in now.places.all()] == ["Goes", "Almere"]


def test_a_known_alias_is_the_same_organisation(table):
    create_organisation(data=OrganisationData("Hogeschool Voorbeeld", "hbo", ["HV"]), hubs=[], by=None)

    plan = plan_import(table("Naam;Soort\nHV;hbo\n"))

    assert plan.counts == {"new": 0, "changed": 0, "same": 1}


def test_two_of_one_name_are_told_apart_by_place(table):
    for place, province in [("Almere", "flevoland"), ("Goes", "zeeland")]:
        create_organisation(data=OrganisationData("Hospice", "hospice", places=[(place, province)]), hubs=[], by=None)

    assert plan_import(table("Naam;Soort;Plaats(en)\nHospice;hospice;Goes\n")).counts["same"] == 1
    assert "Zet de plaats erbij" in plan_import(table("Naam;Soort\nHospice;hospice\n")).errors[0].message


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (";hospice;;;;;;", "Naam", "ontbreekt"),
        ("X;;;;;;;", "Soort", "ontbreekt"),
        ("X;ruimtestation;;;;;;", "Soort", "ruimtestation"),
        ("X;hospice;;;;;;Nergens", "Knooppunten", "Nergens"),
        ("X;hospice;;;;geen adres;;", "Website", "geen webadres"),
        ("X;hospice;;;;javascript:alert(1);;", "Website", "geen webadres"),
        ("X;hospice;;;;;geen mail;", "E-mail", "geen e-mailadres"),
        ("X;hospice;;Almere (Verweggistan);;;;", "Plaats(en)", "Verweggistan"),
        ("X;hospice;;;Onbekend moederhuis;;;", "Onderdeel van", "Onbekend moederhuis"),
        ("X;hospice;;;X;;;", "Onderdeel van", "zichzelf"),
        ("#FORMULE?;hospice;;;;;;", "Naam", "formule"),
        ("X;hospice;#N/B;;;;;", "Ook bekend als", "formule"),
        ("X" * 201 + ";hospice;;;;;;", "Naam", "te lang"),
        ("HOGESCHOOL VOORBEELD;hbo;;Almere;;;;", "Naam", "dezelfde organisatie"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_saved(hub, table, row, column, words):
    plan = plan_import(table(LIST + row + "\n"))

    assert [(error.row, error.column) for error in plan.errors] == [(5, column)]
    assert words in plan.errors[0].message
    with pytest.raises(ValueError, match="errors"):
        save_import(plan, by=None)
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    ("text", "words"), [("Soort\nhospice\n", "Naam"), ("Naam\nX\n", "Soort"), ("Naam;Soort\n", "geen rijen")]
)
def test_a_list_without_the_needed_columns_is_refused(table, text, words):
    with pytest.raises(TableRefused, match=words):
        plan_import(table(text))


def test_columns_that_are_not_ours_are_named(table):
    assert plan_import(table("Naam;Soort;Schoenmaat\nX;hospice;42\n")).ignored == ["Schoenmaat"]


def many(table, count):
    return table("Naam;Soort;Plaats(en)\n" + "".join(f"Hospice {n};hospice;Almere\n" for n in range(count)))


@pytest.mark.parametrize("count", [1, 300])
def test_understanding_costs_the_same_for_one_row_and_three_hundred(table, django_assert_num_queries, count):
    OrganisationFactory.create_batch(3)
    made = many(table, count)

    with django_assert_num_queries(5):
        assert plan_import(made).counts["new"] == count


@pytest.mark.parametrize("count", [1, 3])
def test_saving_costs_the_same_for_one_row_and_three(table, django_assert_num_queries, count):
    plan = plan_import(many(table, count))

    with django_assert_num_queries(6):
        save_import(plan, by=None)


@pytest.mark.parametrize("count", [1, 3])
def test_changing_known_ones_costs_the_same_and_keeps_their_history(hub, table, django_assert_num_queries, count):
    author = user_with(Role.EDITOR)
    save_import(plan_import(many(table, count)), by=None)
    rows = "".join(
        f"Hospice {n};verpleeghuis;Almere; Goes;Huis {n};Hier;Koepel\n".replace("; ", "/") for n in range(count)
    )
    text = "Naam;Soort;Plaats(en);Ook bekend als;Knooppunten;Onderdeel van\nKoepel;overig;;;;\n" + rows.replace(
        "/", "\n"
    )
    text = text.replace("Almere\nGoes", '"Almere;Goes"')
    plan = plan_import(table(text))
    assert plan.counts == {"new": 1, "changed": count, "same": 0}

    with django_assert_num_queries(20):
        save_import(plan, by=author)

    one = Organisation.objects.get(name="Hospice 0")
    assert (one.kind, one.version, str(one.parent)) == ("verpleeghuis", 2, "Koepel")
    assert [place.name for place in one.places.all()] == ["Almere", "Goes"]
    assert one.search_text == "hospice 0\nhuis 0\nalmere\ngoes"
    assert [alias.folded for alias in one.aliases.all()] == ["huis 0"]
    assert list(one.hubs.all()) == [hub]
    assert one.history.first().history_user == author
    assert plan_import(table(text)).counts == {"new": 0, "changed": 0, "same": count + 1}


def test_a_list_that_closes_a_circle_with_the_register_is_refused_in_a_sentence(client, screen):
    above = OrganisationFactory(name="Boven")
    OrganisationFactory(name="Onder", parent=above)
    page = screen("Naam;Soort;Onderdeel van\nBoven;hospice;Onder\n")

    answer = client.post("/werkplek/netwerk/invoeren/bewaren/", {"file": page.context["stored"].uuid}, follow=True)

    assert "geen onderdeel van zichzelf" in answer.content.decode()
    above.refresh_from_db()
    assert above.parent is None


def test_the_command_says_in_a_sentence_that_a_list_closes_a_circle(path):
    OrganisationFactory(name="Onder", parent=OrganisationFactory(name="Boven"))
    path.write_text("Naam;Soort;Onderdeel van\nBoven;hospice;Onder\n")

    with pytest.raises(CommandError, match="geen onderdeel van zichzelf"):
        run(path)


# ---- The command -------------------------------------------------------------------------------------------------------


def run(path, *options):
    out = io.StringIO()
    call_command("import_organisations", str(path), *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def path(tmp_path, hub):
    file = tmp_path / "lijst.csv"
    file.write_text(LIST, encoding="cp1252")
    return file


def test_the_command_saves_and_tells(path):
    assert run(path, "--dry-run").startswith("3 nieuw, 0 gewijzigd, 0 al gelijk.")
    assert not Organisation.objects.exists()

    assert run(path).endswith("Bewaard.\n")
    assert Organisation.objects.count() == 3
    told = json.loads(run(path, "--format", "json"))
    assert {name: told[name] for name in ["new", "changed", "same", "errors", "saved"]} == {
        "new": 0,
        "changed": 0,
        "same": 3,
        "errors": [],
        "saved": True,
    }


def test_the_command_refuses_in_a_sentence(path):
    path.write_text(LIST + "X;ruimtestation;;;;;;\n", encoding="utf-8")
    with pytest.raises(CommandError, match="Er is niets bewaard"):
        run(path)
    path.write_bytes(b"%PDF-1.4")
    with pytest.raises(CommandError, match="We lezen hier Excel"):
        run(path)
    with pytest.raises(CommandError, match="niet te lezen"):
        run(path.parent / "bestaat-niet.csv")
    assert not Organisation.objects.exists()


# ---- The screen --------------------------------------------------------------------------------------------------------


@pytest.fixture
def screen(client, settings, tmp_path, hub):
    settings.FILES_ROOT = tmp_path / "files"
    client.force_login(user_with(Role.AMBASSADOR, hub=hub))

    def upload(content, name="lijst.csv"):
        content = content.encode() if isinstance(content, str) else content
        return client.post("/werkplek/netwerk/invoeren/", {"file": SimpleUploadedFile(name, content)})

    return upload


def test_one_looks_first_and_saves_then(client, screen):
    page = screen(LIST)

    assert page.status_code == 200
    assert "3 nieuw" in page.content.decode()
    assert not Organisation.objects.exists()
    given = {"file": page.context["stored"].uuid}
    assert client.post("/werkplek/netwerk/invoeren/bewaren/", given)["Location"] == "/werkplek/netwerk/"
    assert Organisation.objects.count() == 3


def test_somebody_elses_file_cannot_be_saved(client, screen, hub):
    stored = screen(LIST).context["stored"]
    client.force_login(user_with(Role.AMBASSADOR, hub=hub))

    response = client.post("/werkplek/netwerk/invoeren/bewaren/", {"file": stored.uuid})

    assert response["Location"] == "/werkplek/netwerk/invoeren/"
    assert not Organisation.objects.exists()


def test_an_ambassador_adds_to_the_own_hub_only(client, screen):
    HubFactory(short_name="Daar")

    page = screen(HEADER + "X;hospice;;;;;;Daar\n")

    assert page.status_code == 422
    assert "alleen aan je eigen knooppunt" in page.content.decode()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "leeg"),
        (b"%PDF-1.4 x", "We lezen hier Excel (.xlsx) en CSV"),
        ("Naam\nX\n", "Soort"),
        (b"PK\x03\x04kapot", "beschadigd"),
    ],
)
def test_a_bad_file_gets_a_sentence_on_the_screen(screen, content, words):
    page = screen(content)

    assert page.status_code == 422
    assert words in page.content.decode()


def test_a_workbook_can_be_taken_in_on_the_screen(client, screen):
    """Stored files have no ending; openpyxl must not mind."""
    table = Table("Organisaties", [Column("Naam"), Column("Soort")], [["Hospice Voorbeeld", "hospice"]])

    page = screen(make_xlsx([table], title="Organisaties"), "lijst.xlsx")
    client.post("/werkplek/netwerk/invoeren/bewaren/", {"file": page.context["stored"].uuid})

    assert Organisation.objects.get().name == "Hospice Voorbeeld"


def test_the_empty_workbook_has_the_columns(client, screen):
    book = load_workbook(io.BytesIO(client.get("/werkplek/netwerk/invoeren/sjabloon.xlsx").content))

    assert ";".join(cell.value for cell in book.active[1]) + "\n" == HEADER
