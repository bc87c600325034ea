"""Lists of entries: understood, told about, and saved whole or not at all."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from knooppunt.catalogue.models import Entry, EntryState
from knooppunt.catalogue.offering.importing import COLUMNS, EntryImport, plan_entries, publish_import, submit_import
from knooppunt.catalogue.offering.importing.columns import find_columns
from knooppunt.catalogue.offering.models import Submission
from knooppunt.catalogue.tests.factories import ProviderFactory, an_entry
from knooppunt.catalogue.tests.offering.factories import a_user
from knooppunt.core.models import OutboxMail
from knooppunt.core.tables import ReadTable, TableRefused, TableRow, read_table
from knooppunt.network.models import Organisation

pytestmark = pytest.mark.django_db

GOOD = """Kenmerk;Soort;Titel;Samenvatting;Niveaus;Startdatum;Plaats;Prijs;Punten;Website;Eigen kolom
K1;scholing;Waken bij stervenden;Een dagdeel.;mbo 3; 10-12-2030;Zwolle;1.000,50;V&V 6;www.voorbeeld.nl/waken;x
K1;;;;;17-12-2030;Assen;;;;
K2;lesmateriaal;Lespakket rouw;Vijf lessen.;;;;;;;
"""


def table(text: str) -> ReadTable:
    """A list as it would come from a file."""
    rows = [TableRow(n, tuple(c.strip() for c in line.split(";"))) for n, line in enumerate(text.splitlines(), 1)]
    return ReadTable(rows[0], rows[1:])


def test_rows_become_entries_with_dates_points_and_links(terms: None) -> None:
    provider = ProviderFactory()

    plan = plan_entries(table(GOOD), organisation=provider)

    assert not plan.errors
    assert plan.ignored == ["Eigen kolom"]
    assert plan.counts == {"new": 2, "changed": 0, "same": 0}
    training, material = (one.content for one in plan.entries)
    assert [(run.place, run.price_incl) for run in training.runs] == [("Zwolle", 100_050), ("Assen", None)]
    assert training.codes("levels") == ("mbo-3",)
    assert [(one.register, str(one.points)) for one in training.accreditations] == [("kr-vv", "6")]
    assert training.links[0].url == "https://www.voorbeeld.nl/waken"
    assert (material.kind, material.provider) == ("material", str(provider.uuid))


def test_the_same_list_once_more_changes_nothing_and_another_price_one_thing(terms: None) -> None:
    provider = ProviderFactory()
    publish_import(plan_entries(table(GOOD), organisation=provider), by=None)
    assert Entry.objects.published().filter(provider=provider, source_id__in=["K1", "K2"]).count() == 2
    keys = set(Entry.objects.get(source_id="K1").runs.values_list("key", flat=True))

    again = plan_entries(table(GOOD), organisation=provider)
    assert again.counts == {"new": 0, "changed": 0, "same": 2}
    changed = plan_entries(table(GOOD.replace("1.000,50", "95")), organisation=provider)
    assert changed.counts == {"new": 0, "changed": 1, "same": 1}
    publish_import(changed, by=None)

    entry = Entry.objects.get(source_id="K1")
    assert entry.runs.get(place="Zwolle").price_incl == 9500
    assert set(entry.runs.values_list("key", flat=True)) == keys


def test_languages_are_named_or_coded(terms: None) -> None:
    rows = "Kenmerk;Titel;Samenvatting;Talen\nK1;Waken;Kort;{}\n"
    given = {"nl, en": ("nl", "en"), "Engels, Nederlands": ("en", "nl"), "": ("nl",)}

    for text, codes in given.items():
        plan = plan_entries(table(rows.format(text)), organisation=ProviderFactory())
        assert [one.content.languages for one in plan.entries] == [codes]
        assert not plan.errors
    wrong = plan_entries(table(rows.format("Klingon")), organisation=ProviderFactory())
    assert [error.column for error in wrong.errors] == ["Talen"]


def test_two_providers_may_use_the_same_identifier(terms: None) -> None:
    for provider in (ProviderFactory(), ProviderFactory()):
        publish_import(plan_entries(table(GOOD), organisation=provider), by=None)

    assert Entry.objects.filter(source_id="K1").count() == 2


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"10-12-2030": "31-02-2030"}, "Startdatum"),
        ({"1.000,50": "-1"}, "Prijs"),
        ({"mbo 3": "mbo 9"}, "Niveaus"),
        ({"V&V 6": "zes punten"}, "Punten"),
        ({"V&V 6": "V" + "(" * 9_000 + "x"}, "Punten"),  # took seconds per cell
        ({"scholing": "feest"}, "Soort"),
        ({"Een dagdeel.": ""}, "Samenvatting"),
        ({"Een dagdeel.": "x" * 201}, "Samenvatting"),
        ({"www.voorbeeld.nl/waken": "javascript:alert(1)"}, "Website"),
        ({"K2;": ";"}, "Kenmerk"),
        ({"K2;lesmateriaal;Lespakket rouw": "K1;;Iets anders"}, "Kenmerk"),
        ({";17-12-2030;": ";;"}, "Startdatum"),
        ({";17-12-2030;": ";#FORMULE?;"}, "Startdatum"),
        ({"Een dagdeel.": "#N/B"}, "Samenvatting"),
    ],
)  # fmt: skip
def test_each_mistake_is_told_with_its_row_and_column_and_nothing_is_saved(
    terms: None, change: dict[str, str], column: str
) -> None:
    text = GOOD
    for old, new in change.items():
        text = text.replace(old, new, 1)

    plan = plan_entries(table(text), organisation=ProviderFactory())

    assert [error.column for error in plan.errors] == [column]
    assert plan.errors[0].row in {2, 3, 4}
    with pytest.raises(ValueError, match="errors"):
        publish_import(plan, by=None)


def test_a_mistake_in_a_later_date_is_told_with_the_row_of_that_date(terms: None) -> None:
    text = GOOD.replace("K1;;;;;17-12-2030;Assen;;;;", "K1;;;;;17-12-2030;Assen;veel;;;")

    plan = plan_entries(table(text), organisation=ProviderFactory())

    assert [(error.row, error.column) for error in plan.errors] == [(3, "Prijs")]


def test_ten_thousand_dates_of_one_training_get_a_sentence_and_change_nothing(terms: None) -> None:
    provider = ProviderFactory()
    publish_import(plan_entries(table(GOOD), organisation=provider), by=None)
    before = Entry.objects.get(source_id="K1").content
    rows = "\n".join("K1;Waken bij stervenden;Een dagdeel.;10-12-2030" for _number in range(10_000))

    plan = plan_entries(table(f"Kenmerk;Titel;Samenvatting;Startdatum\n{rows}"), organisation=provider)

    assert [(error.row, error.column) for error in plan.errors] == [(2, "Data en plaatsen")]
    assert "Hoogstens 500 data passen bij één scholing; dit zijn er 10000" in plan.errors[0].message
    with pytest.raises(ValueError, match="errors"):
        publish_import(plan, by=None)
    assert Entry.objects.get(source_id="K1").content == before


@pytest.mark.parametrize("text", ["Titel\nx", "Kenmerk\nx", "Kenmerk;Titel"])
def test_a_list_without_the_columns_or_rows_is_refused(text: str) -> None:
    with pytest.raises(TableRefused):
        plan_entries(table(text), organisation=ProviderFactory())


def test_every_kind_can_be_listed_with_what_belongs_to_it(terms: None) -> None:
    text = (
        "Kenmerk;Soort;Titel;Samenvatting;Naam gastdocent;Functie gastdocent;Toestemming op;Toestemming blijkt uit;"
        "Onderzoeksvraag;Looptijd van;Instellingen;Stand van het onderzoek;Versie;Duur in minuten;Resultaten\n"
        "G1;gastdocent;Ervaringen met rouw;Vertelt.;Anna Voorbeeld;Ervaringsdeskundige;1-2-2026;Mail;;;;;;;\n"
        "O1;onderzoek;Wat helpt bij onrust?;Loopt.;;;;;Helpt muziek?;1-1-2026;ROC Voorbeeld;loopt;;;\n"
        "M1;lesmateriaal;Lespakket;Vijf lessen.;;;;;;;;;2.1;45;\n"
        "V1;voorbeeld;Zo deden wij het;Een voorbeeld.;;;;;;;;;;;Het werkt nu een jaar."
    )

    plan = plan_entries(table(text), organisation=ProviderFactory())

    assert not plan.errors
    person, research, material, example = (one.content for one in plan.entries)
    assert (person.person_name, person.person_role, str(person.consent_on), person.consent_note) == (
        "Anna Voorbeeld", "Ervaringsdeskundige", "2026-02-01", "Mail",
    )  # fmt: skip
    assert (research.question, research.research_state, research.institutions) == (
        "Helpt muziek?", "running", ("ROC Voorbeeld",),
    )  # fmt: skip
    assert (material.material_version, material.duration_minutes) == ("2.1", 45)
    assert example.results == "Het werkt nu een jaar."


def test_a_guest_lecturer_without_recorded_consent_is_not_taken(terms: None) -> None:
    text = "Kenmerk;Soort;Titel;Samenvatting;Naam gastdocent\nG1;gastdocent;Over rouw;Vertelt.;Anna Voorbeeld"

    plan = plan_entries(table(text), organisation=ProviderFactory())

    assert [error.column for error in plan.errors] == ["Toestemming op", "Toestemming blijkt uit"]


@pytest.mark.parametrize("count", [1, 3])
def test_planning_asks_the_same_number_of_questions(terms: None, django_assert_num_queries: Any, count: int) -> None:
    rows = "\n".join(f"K{n};Titel {n};Kort.;mbo 3" for n in range(count))
    provider = ProviderFactory()

    with django_assert_num_queries(5):
        plan_entries(table(f"Kenmerk;Titel;Samenvatting;Niveaus\n{rows}"), organisation=provider)


def test_the_titles_of_the_template_are_all_understood() -> None:
    positions, ignored = find_columns(TableRow(1, tuple(column.title for column in COLUMNS)))

    assert len(positions) == len(COLUMNS)
    assert not ignored


# ---- The page -------------------------------------------------------------------------------------------------------
def upload(client: Client, provider: Organisation, data: bytes, name: str = "lijst.csv") -> Any:
    file = SimpleUploadedFile(name, data)
    return client.post("/werkplek/ons-aanbod/inlezen/", {"organisation": provider.pk, "file": file})


def test_a_provider_looks_first_and_sends_in_all_of_it(
    client: Client, terms: None, settings: Any, tmp_path: Path
) -> None:
    settings.FILES_ROOT = tmp_path
    provider = ProviderFactory()
    client.force_login(a_user("provider", organisation=provider))

    page = upload(client, provider, GOOD.encode())
    assert page.status_code == 200
    assert not Submission.objects.exists()
    stored = page.context["stored"]
    confirm = {"file": stored.uuid, "organisation": provider.uuid}
    assert client.post("/werkplek/ons-aanbod/inlezen/insturen/", confirm).status_code == 302

    assert set(Submission.objects.values_list("source_id", "state")) == {("K1", "ingediend"), ("K2", "ingediend")}
    client.post("/werkplek/ons-aanbod/inlezen/insturen/", confirm)
    assert Submission.objects.count() == 2
    assert client.get("/werkplek/ons-aanbod/inlezen/sjabloon/").status_code == 200


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02", b"PK\x03\x04kapot", b"Kenmerk;Titel\n" + b'"open', b"<svg/>"])
def test_a_file_that_is_no_list_gets_a_sentence(
    client: Client, terms: None, settings: Any, tmp_path: Path, data: bytes
) -> None:
    settings.FILES_ROOT = tmp_path
    provider = ProviderFactory()
    client.force_login(a_user("provider", organisation=provider))

    assert upload(client, provider, data, "lijst.xlsx").status_code == 422
    assert upload(client, ProviderFactory(), GOOD.encode()).status_code == 422


def test_a_list_of_ten_thousand_rows_is_refused_on_the_page_in_a_sentence(
    client: Client, terms: None, settings: Any, tmp_path: Path
) -> None:
    settings.FILES_ROOT = tmp_path
    provider = ProviderFactory()
    client.force_login(a_user("provider", organisation=provider))
    rows = "\n".join(f"K1;Waken;Een dagdeel.;{number % 27 + 1}-12-2030" for number in range(10_000))

    answer = upload(client, provider, f"Kenmerk;Titel;Samenvatting;Startdatum\n{rows}".encode())

    assert (answer.status_code, "2.000" in answer.content.decode()) == (422, True)


# ---- The command ----------------------------------------------------------------------------------------------------
def run(*arguments: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command("import_entries", *arguments, stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def test_the_command_says_what_it_would_do_and_then_does_it(terms: None, tmp_path: Path) -> None:
    provider = ProviderFactory(name="Academie De Linde")
    path = tmp_path / "lijst.csv"
    path.write_text(GOOD)

    dry = run(str(path), "--provider", "academie-de-linde", "--dry-run")
    assert (dry["new"], dry["saved"], Entry.objects.count()) == (2, False, 0)
    done = run(str(path), "--provider", "academie-de-linde")

    assert (done["new"], done["saved"], done["errors"]) == (2, True, [])
    assert Entry.objects.filter(provider=provider, state=EntryState.PUBLISHED).count() == 2
    assert run(str(path), "--provider", "academie-de-linde")["same"] == 2


def test_the_command_refuses_in_one_sentence(terms: None, tmp_path: Path) -> None:
    ProviderFactory(name="Academie De Linde")
    path = tmp_path / "lijst.csv"
    path.write_text(GOOD.replace("scholing", "feest"))

    with pytest.raises(CommandError, match="academie-de-linde"):
        run(str(path), "--provider", "academie-de-lind")
    with pytest.raises(CommandError, match=r"^1 fout\. Er is niets bewaard"):
        run(str(path), "--provider", "academie-de-linde")
    with pytest.raises(CommandError, match="niet te lezen"):
        run(str(tmp_path / "weg.csv"), "--provider", "academie-de-linde")
    assert not Entry.objects.exists()


def test_the_command_can_make_the_organisation(terms: None, tmp_path: Path) -> None:
    path = tmp_path / "lijst.csv"
    path.write_text(GOOD)

    run(str(path), "--provider", "Nieuwe School", "--create")

    assert Organisation.objects.get(name="Nieuwe School").entries.count() == 2
    assert read_table(path).header.cells[0] == "Kenmerk"


def test_a_list_that_is_not_saved_leaves_no_new_organisation_behind(terms: None, tmp_path: Path) -> None:
    path, wrong = tmp_path / "lijst.csv", tmp_path / "fout.csv"
    path.write_text(GOOD)
    wrong.write_text(GOOD.replace("scholing", "feest"))

    dry = run(str(path), "--provider", "Nieuwe School", "--create", "--dry-run")
    with pytest.raises(CommandError, match="Er is niets bewaard"):
        run(str(wrong), "--provider", "Nieuwe School", "--create")

    assert (dry["new"], dry["saved"], dry["provider"]) == (2, False, "nieuwe-school")
    assert not Organisation.objects.filter(name="Nieuwe School").exists()


@pytest.mark.parametrize("count", [1, 3])
def test_a_row_of_a_list_costs_the_same_whatever_the_catalogue_holds(
    terms: None, django_assert_num_queries: Any, count: int
) -> None:
    provider = ProviderFactory()
    user = a_user("provider", organisation=provider)
    for number in range(count):
        an_entry(title=f"Cursus waken {number}", provider=provider)
    rows = "".join(f"K{number};Cursus waken bij stervenden {number};Kort\n" for number in range(count))
    plan = plan_entries(table(f"Kenmerk;Titel;Samenvatting\n{rows}"), organisation=provider)
    plan_of_one = EntryImport(provider, entries=plan.entries[:1])

    with django_assert_num_queries(20):
        submit_import(plan_of_one, by=user)


def test_a_list_is_told_of_in_one_mail_and_not_in_one_for_each_row(client: Client, terms: None) -> None:
    provider, editor = ProviderFactory(), a_user("editor")
    user = a_user("provider", organisation=provider)
    for text, kinds in [
        (GOOD, ["catalogue.list_received", "catalogue.list_waiting"]),  # two
        (GOOD.replace("Vijf lessen", "Zes lessen"), ["catalogue.received", "catalogue.waiting"]),  # one of them changed
        (GOOD.replace("Vijf lessen", "Zes lessen"), []),
    ]:
        OutboxMail.objects.all().delete()
        submit_import(plan_entries(table(text), organisation=provider), by=user)
        mails = OutboxMail.objects.order_by("kind")
        assert [(mail.kind, mail.to) for mail in mails] == list(zip(kinds, [user.email, editor.email], strict=False))
