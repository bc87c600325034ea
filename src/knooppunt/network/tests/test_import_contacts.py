"""Messy lists of contacts: understood, shown, and saved all or nothing."""

from __future__ import annotations

import datetime as dt
import io
import json
import pathlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from knooppunt.core import files
from knooppunt.core.tables import TableRefused, TableRow
from knooppunt.core.versions import Conflict
from knooppunt.network.actions.contacts import delete_contact, update_contact
from knooppunt.network.actions.import_contacts import remembered_columns, save_contacts
from knooppunt.network.importing.cells import clean_address, full_name, guess_kind, read_day
from knooppunt.network.importing.columns import FIELDS, by_title
from knooppunt.network.importing.planning import describe, plan_contacts, read_contacts
from knooppunt.network.importing.vcard import Card, read_cards, write_cards
from knooppunt.network.models import Contact, ContactFunction, HubContact, Organisation, StakeholderRelation

from .factories import HubFactory
from .factories_people import MandateFactory
from .factories_register import FunctionFactory, HubContactFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
HEADER = "Naam;E-mail;Organisatie;Functie\n"


@pytest.fixture
def hub():
    return HubFactory(slug="hier")


@pytest.fixture
def plan(hub, tmp_path):
    """Plan a CSV text."""

    def planned(text, *, encoding="utf-8", **more):
        path = tmp_path / "lijst.csv"
        path.write_bytes(text.encode(encoding))
        return plan_contacts(read_contacts(path, name="lijst.csv"), hub=hub, **more)

    return planned


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" Jan @ voorbeeld.example ", "jan@voorbeeld.example"),
        ("Jan Voorbeeld <jan@voorbeeld.example>;", "jan@voorbeeld.example"),
        ("mailto:jan@voorbeeld.example.", "jan@voorbeeld.example"),
        ("", ""),
    ],
)
def test_addresses_lose_what_people_put_around_them(text, address):
    assert clean_address(text) == address


@pytest.mark.parametrize("text", ["jan(at)voorbeeld", "#REF!", "jan@"])
def test_what_is_no_address_is_refused(text):
    with pytest.raises(ValidationError):
        clean_address(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1-9-2023", dt.date(2023, 9, 1)),
        ("2023-09-01 00:00:00", dt.date(2023, 9, 1)),
        ("01.09.23", dt.date(2023, 9, 1)),
        ("1 sept 2023", dt.date(2023, 9, 1)),
        ("maart 2023", dt.date(2023, 3, 1)),
        ("45170", dt.date(2023, 9, 1)),
        ("2023", dt.date(2023, 1, 1)),
        ("maandag 4 maart 2024", dt.date(2024, 3, 4)),
        ("Wo. 1-9-'21", dt.date(2021, 9, 1)),
        ("", None),
    ],
)
def test_dates_are_read_as_people_write_them(text, day):
    assert read_day(text) == day


@pytest.mark.parametrize("text", ["31-2-2023", "binnenkort", "1 foo 2023"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValidationError):
        read_day(text)


def test_what_is_no_list_is_refused_with_all_kinds_that_are_read(tmp_path):
    (tmp_path / "lijst.pdf").write_bytes(b"%PDF-1.7\n")
    with pytest.raises(TableRefused, match=r"Excel \(\.xlsx\), CSV of een adresboek \(\.vcf\)"):
        read_contacts(tmp_path / "lijst.pdf", name="lijst.pdf")


def test_a_degree_behind_a_comma_is_no_first_name():
    assert full_name("dr. Jan de Vries, MSc, RN", "", "", "") == "dr. Jan de Vries, MSc, RN"


def test_how_one_speaks_to_somebody_is_no_part_of_a_name():
    names = ["mw. Anna Voorbeeld", "De heer Bo Voorbeeld", "Mevrouw Vries, Cato de", "Hrönn Voorbeeld"]
    found = [full_name(name, "", "", "") for name in names]
    assert found == ["Anna Voorbeeld", "Bo Voorbeeld", "Cato de Vries", "Hrönn Voorbeeld"]


def test_names_come_from_one_column_or_three():
    assert full_name("Vries, Jan de", "", "", "") == "Jan de Vries"
    assert full_name("", "Jan", "de", "Vries") == "Jan de Vries"
    assert full_name("Jan  Voorbeeld", "", "", "") == "Jan Voorbeeld"


@pytest.mark.parametrize(
    ("name", "kind"), [("ROC Duinrand", "mbo"), ("Het Hospice Duin", "hospice"), ("Stichting X", "overig")]
)
def test_kinds_are_guessed_by_a_word_in_the_name(name, kind):
    assert guess_kind(name) == kind


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_three_encodings_give_the_same_people(plan, encoding):
    found = plan(HEADER + "Renée Voorbeeld;renee@voorbeeld.example;Hospice Ré;docent\n", encoding=encoding)

    assert [(one.name, one.email) for one in found.people] == [("Renée Voorbeeld", "renee@voorbeeld.example")]
    assert [place.name for place in found.places.values()] == ["Hospice Ré"]


def test_swapped_columns_are_seen_by_what_stands_in_them(plan):
    rows = "\n".join(f"p{n}@voorbeeld.example;Persoon {n}" for n in range(5))
    found = plan("Naam;E-mail\n" + rows)

    assert (found.people[0].name, found.people[0].email) == ("Persoon 0", "p0@voorbeeld.example")
    assert [name for name, _title in found.columns.told] == ["email"]


def test_a_title_over_merged_cells_is_not_the_header(hub, tmp_path):
    book = Workbook()
    sheet = book.active
    sheet.append(["Contactpersonen 2026"])
    sheet.merge_cells("A1:D1")
    sheet.append([])
    sheet.append(["Achternaam", "Voornaam", "Mailadres", "Sinds"])
    sheet.append(["Voorbeeld", "Anna", "=CONCAT(1)", "=1+1"])
    sheet.append(["Voorbeeld", "Bram", "bram@voorbeeld.example", dt.datetime(2023, 9, 1)])
    book.save(tmp_path / "lijst.xlsx")

    table = read_contacts(tmp_path / "lijst.xlsx", name="lijst.xlsx")
    found = plan_contacts(table, hub=hub, without_unread=True)

    assert [(one.rows, one.name, one.email) for one in found.people] == [
        ([4], "Anna Voorbeeld", ""),
        ([5], "Bram Voorbeeld", "bram@voorbeeld.example"),
    ]


def test_two_rows_for_one_person_become_one_with_two_functions(plan):
    found = plan(
        HEADER
        + "Jan de Voorbeeld;jan@voorbeeld.example;ROC Duin;docent\n"
        + "J. de Voorbeeld;JAN@voorbeeld.example;Hospice Duin;vrijwilliger\n"
        + "Piet Voorbeeld;jan@voorbeeld.example;ROC Duin;docent\n"
    )

    assert [(one.name, one.rows, len(one.work)) for one in found.people] == [
        ("Jan de Voorbeeld", [2, 3], 2),
        ("Piet Voorbeeld", [4], 1),
    ]
    assert found.joined == 1


def test_refused_rows_stop_everything_unless_they_are_left_out(plan, hub):
    text = HEADER + "Anna Voorbeeld;anna@voorbeeld.example;;\nBram;geen adres;;\n;;ROC Duin;docent\n"
    found = plan(text)

    assert [(one.row, one.column) for one in found.refused] == [(3, "E-mailadres"), (4, "Naam")]
    with pytest.raises(ValueError, match="refused"):
        save_contacts(found, by=None)
    assert not Contact.objects.exists()

    save_contacts(plan(text), by=None, without_refused=True)
    assert list(Contact.objects.values_list("name", flat=True)) == ["Anna Voorbeeld"]


def test_saving_makes_people_functions_organisations_and_relations(plan, hub):
    known = OrganisationFactory(name="ROC Duinrand (voorbeeld)", sort_name="roc duinrand voorbeeld")
    counts = save_contacts(
        plan(
            "Naam;E-mail;Organisatie;Plaats;Functie;Niveau;Sinds;Tags;Opmerking\n"
            "Anna Voorbeeld;anna@voorbeeld.example;ROC Duinrand;;docent;mbo 4, niveau 3;1-9-2023;keuzedeel;Liefst mail\n"
            "Bram Voorbeeld;;Hospice Nieuw;Almere;huismeester;;;;\n"
        ),
        by=None,
    )

    assert (counts["new"], counts["new_organisations"]) == (2, 1)
    anna, bram = Contact.objects.order_by("sort_name")
    function = anna.functions.get()
    assert (function.organisation, function.function, function.levels) == (known, "docent", ["mbo-4", "mbo-3"])
    assert function.from_date == dt.date(2023, 9, 1)
    assert bram.functions.get().title == "huismeester"
    assert HubContact.objects.get(contact=anna).notes == "Liefst mail"
    assert list(anna.tags.values_list("name", flat=True)) == ["keuzedeel"]
    made = Organisation.objects.get(name="Hospice Nieuw")
    assert (made.kind, made.places.get().province, made.history.count()) == ("hospice", "flevoland", 1)
    assert StakeholderRelation.objects.filter(hub=hub).count() == 2


def test_the_same_list_again_changes_nothing_and_a_known_person_only_gets_what_was_missing(plan, hub):
    known = HubContactFactory(hub=hub, contact__name="Anna Voorbeeld", contact__phone="").contact
    text = f"Naam;E-mail;Telefoon;Organisatie\nA. Voorbeeld;{known.email};0612345678;ROC Duin\n"
    first = plan(text)
    assert (first.people[0].known.pk, first.people[0].outcome) == (known.pk, "changed")

    save_contacts(first, by=None)

    known.refresh_from_db()
    assert (known.name, known.phone) == ("Anna Voorbeeld", "0612345678")
    assert plan(text).counts["same"] == 1
    assert ContactFunction.objects.count() == 1


def test_somebody_of_another_hub_is_neither_found_nor_told(plan):
    stranger = HubContactFactory(contact__name="Anna Voorbeeld").contact

    found = plan(HEADER + f"Anna Voorbeeld;{stranger.email};;\n")

    assert found.duplicates == []


def test_who_looks_like_somebody_is_asked_about(plan, hub):
    known = HubContactFactory(hub=hub, contact__name="Anna Voorbeeld", contact__email="oud@voorbeeld.example").contact
    text = HEADER + "A. Voorbeeld;nieuw@voorbeeld.example;;\n"

    asked = plan(text).people[0]
    same = plan(text, answers={"person-2": str(known.pk)}).people[0]
    nonsense = plan(text, answers={"person-2": "999999"}).people[0]

    assert (asked.known, [one.pk for one in asked.perhaps]) == (None, [known.pk])
    assert same.known.pk == known.pk
    assert nonsense.known is None


def test_a_like_organisation_is_offered_first_and_can_be_refused(plan):
    known = OrganisationFactory(name="Hospice De Zeester", sort_name="hospice de zeester")
    text = HEADER + "Anna Voorbeeld;;Hospice de Zeesterr;\n"

    assert plan(text).places["hospice de zeesterr"].pk == known.pk
    assert plan(text, answers={"place-hospice de zeesterr": "new"}).places["hospice de zeesterr"].pk is None


def test_columns_can_be_chosen_and_are_remembered(plan, hub):
    text = "Iemand;Ergens\nAnna Voorbeeld;ROC Duin\n"
    with pytest.raises(TableRefused):
        plan(text)

    found = plan(text, chosen={"name": 0, "organisation": 1, "nonsense": 0, "email": 99})
    save_contacts(found, by=None)

    assert remembered_columns(hub, found.columns.digest) == {"name": 0, "organisation": 1}
    assert remembered_columns(HubFactory(), found.columns.digest) is None


def test_a_change_in_between_is_a_conflict_and_saves_nothing(plan, hub):
    known = HubContactFactory(hub=hub, contact__phone="").contact
    found = plan(f"Naam;E-mail;Telefoon\n{known.name};{known.email};0612345678\nNieuw Voorbeeld;;\n")
    update_contact(contact=known, seen=1, values={"name": "Anders"}, hubs=[hub], among=[hub], by=None)

    with pytest.raises(Conflict):
        save_contacts(found, by=None)

    assert Contact.objects.count() == 1


def test_who_was_deleted_in_between_is_said_and_nothing_is_saved(plan, hub):
    known = HubContactFactory(hub=hub, contact__phone="").contact
    found = plan(f"Naam;E-mail;Telefoon\n{known.name};{known.email};0612345678\nNieuw Voorbeeld;;\n")
    delete_contact(contact=known, by=None)

    with pytest.raises(ValidationError, match="verwijderd"):
        save_contacts(found, by=None)

    assert not Contact.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_adding_to_known_people_costs_the_same_and_keeps_their_history(plan, hub, rows, django_assert_num_queries):
    known = [HubContactFactory(hub=hub, contact__phone="").contact for _number in range(rows)]
    OrganisationFactory(name="Hospice De Zee", sort_name="hospice de zee")
    lines = "".join(f"{one.name};{one.email};0612345678;Hospice De Zee\n" for one in known)
    found = plan("Naam;E-mail;Telefoon;Organisatie\n" + lines)

    with django_assert_num_queries(20):
        save_contacts(found, by=None)

    for one in known:
        one.refresh_from_db()
        assert (one.phone, one.version) == ("0612345678", 2)
        assert one.history.latest().phone == "0612345678"
        assert [held.organisation.name for held in one.functions.all()] == ["Hospice De Zee"]


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("Hogeschool Roterdam", "Hogeschool Rotterdam"),
        ("Zonneheuvel", "De Zonneheuvl"),
        ("UMC", "U.M.C."),
        ("Hospice Vlinder", "Hospice Roos"),
    ],
)
def test_names_are_compared_with_those_that_share_a_part_of_a_word(plan, written, known):
    one = OrganisationFactory(name=known)

    (place,) = plan(HEADER + f"Anna Voorbeeld;;{written};\n").places.values()

    assert (place.pk == one.pk) == (known != "Hospice Roos" and known != "U.M.C.")


@pytest.mark.parametrize("rows", [1, 3])
def test_understanding_a_list_costs_the_same(plan, hub, rows, django_assert_num_queries):
    FunctionFactory(contact=HubContactFactory(hub=hub).contact)
    text = HEADER + "".join(f"Persoon {n} Voorbeeld;p{n}@voorbeeld.example;Hospice {n};docent\n" for n in range(rows))

    with django_assert_num_queries(4):
        found = plan(text)

    assert found.counts["new"] == rows


def test_cards_come_in_and_go_out():
    data = (
        b"BEGIN:VCARD\r\nVERSION:3.0\r\nN:Voorbeeld;Anna;;;\r\nFN:Anna Voorbeeld\r\nitem1.EMAIL;TYPE=WORK:anna@\r\n"
        b" voorbeeld.example\r\nORG:ROC Duin\\, locatie Noord;Zorg\r\nEND:VCARD\r\n"
        b"BEGIN:VCARD\r\nVERSION:2.1\r\nN;ENCODING=QUOTED-PRINTABLE:Voorbeeld;Ren=C3=A9e\r\nEND:VCARD\r\n"
    )

    table = read_cards(data, most=10)

    assert [row.cells[:8] for row in table.rows] == [
        ("Anna Voorbeeld", "", "", "", "anna@voorbeeld.example", "", "ROC Duin, locatie Noord", ""),
        ("", "Renée", "", "Voorbeeld", "", "", "", ""),
    ]
    again = read_cards(
        b"".join(write_cards([Card("1", "Anna; Voorbeeld", "a@voorbeeld.example", organisation="é" * 80)])), most=1
    )
    assert again.rows[0].cells[0] == "Anna; Voorbeeld"
    assert again.rows[0].cells[6] == "é" * 80
    with pytest.raises(TableRefused):
        read_cards(b"BEGIN:VCARD\n", most=10)


def test_cards_of_old_programs_keep_their_letters_and_groups_are_no_people():
    data = (
        b"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Voorbeeld\\; jr;Ren=E9e\r\n"
        b"ORG:Zorg\\; en meer;Afdeling\r\nCATEGORIES:opleider,noord\r\nEND:VCARD\r\n"
        b"BEGIN:VCARD\r\nVERSION:4.0\r\nKIND:group\r\nFN:Alle opleiders\r\nEND:VCARD\r\n"
        b"BEGIN:VCARD\r\nVERSION:3.0\r\nX-ADDRESSBOOKSERVER-KIND:group\r\nFN:Nog een groep\r\nEND:VCARD\r\n"
    )

    (card,) = read_cards(data, most=10).rows

    assert (card.cells[1], card.cells[3], card.cells[6]) == ("Renée", "Voorbeeld; jr", "Zorg; en meer")
    assert card.cells[-1] == "opleider,noord"


def test_people_with_a_date_that_cannot_be_read_are_taken_in_without_it(plan):
    text = (
        "Naam;Organisatie;Sinds;Tot;Opm.\nAnna Voorbeeld;ROC Duin;vorig jaar;;hoi\n"
        "Bo Voorbeeld;ROC Duin;1-9-'24;1-1-'20;\n;ROC Duin;;;x\n"
    )
    found = plan(text)
    assert (found.counts["refused"], found.spared, found.columns.ignored) == (3, 2, [])

    found = plan(text, without_unread=True)

    assert [(one.name, one.work[0].from_date, one.notes) for one in found.people] == [
        ("Anna Voorbeeld", None, "hoi\nVanaf: vorig jaar"),
        ("Bo Voorbeeld", None, "Tot en met: 1-9-'24 – 1-1-'20"),
    ]
    assert [one.row for one in found.refused] == [4]  # nobody's row stays refused
    assert found.where(found.people[0]) == "ROC Duin"


def test_what_cannot_be_read_goes_into_the_notes_when_the_row_is_taken_in_without_it(plan, hub):
    text = (
        "Naam;E-mail;Telefoon;Opmerkingen;Sinds;Tot\n"
        "Anna Voorbeeld;anna at voorbeeld;06 12345678;belt graag;1-9-2024;1-9-2023\n"
        ";krom@;;;;\n"  # without a name the address is all there is: it cannot be spared
    )
    assert (plan(text).counts["refused"], plan(text).spared) == (2, 1)

    found = plan(text, without_unread=True)

    assert [(one.row, one.column) for one in found.refused] == [(3, "E-mailadres")]
    save_contacts(found, by=None, without_refused=True)
    assert HubContact.objects.get(hub=hub).notes == (
        "belt graag\nE-mailadres: anna at voorbeeld\nTot en met: 1-9-2024 – 1-9-2023"
    )


def test_words_that_say_that_there_is_nothing_are_nothing(plan):
    found = plan("Naam;E-mail;Telefoon;Organisatie;Sinds\nAnna Voorbeeld;onbekend;n.v.t.;-;?\n")

    assert (found.refused, list(found.places)) == ([], [])
    assert [(one.email, one.phone, one.work) for one in found.people] == [("", "", [])]


def test_two_addresses_in_one_cell_are_told_as_two(plan):
    found = plan("Naam;E-mail\nAnna Voorbeeld;anna@voorbeeld.example; of a@voorbeeld.example\n".replace("; of", ", "))
    assert "meer dan één e-mailadres" in found.refused[0].message


def test_a_formula_without_its_outcome_is_told_and_a_lost_zero_comes_back(hub, tmp_path):
    book = Workbook()
    for row in (["Naam", "Telefoon", "Geslacht"], ['="Anna"&" Voorbeeld"', 612345678, "v"], ["Bo", 612345678, "=1+1"]):
        book.active.append(row)
    book.save(tmp_path / "lijst.xlsx")

    found = plan_contacts(read_contacts(tmp_path / "lijst.xlsx"), hub=hub)

    assert [(one.row, one.column, "formule" in one.message) for one in found.refused] == [(2, "Naam", True)]
    assert [(one.name, one.phone) for one in found.people] == [("Bo", "0612345678")]


def test_notes_of_a_list_are_added_to_those_of_somebody_known_and_only_once(plan, hub):
    known = HubContactFactory(hub=hub, notes="Sprak op de dag.", contact__email="anna@voorbeeld.example")
    text = f"Naam;E-mail;Opm\n{known.contact.name};anna@voorbeeld.example;Zoekt lesstof\n"

    found = plan(text)
    save_contacts(found, by=None)

    known.refresh_from_db()
    assert (found.people[0].changes, known.notes) == (["Notities"], "Sprak op de dag.\n\nZoekt lesstof")
    assert plan(text).people[0].outcome == "same"


def test_saving_a_list_with_wrong_rows_says_that_nothing_is_saved(client, hub, django_capture_on_commit_callbacks):
    client.force_login(MandateFactory(role="ambassador", hub=hub).user)
    upload = SimpleUploadedFile("lijst.csv", b"Naam;Organisatie;Sinds\nAnna Voorbeeld;ROC Duin;ooit\nBo;ROC Bos;\n")
    page = client.post("/werkplek/netwerk/contacten/invoeren/", {"file": upload, "bij": "hier"})
    assert b"ROC Bos</span>" in page.content
    save = {"file": page.context["stored"].uuid, "bij": "hier", "bewaren": "1"}

    refused = client.post("/werkplek/netwerk/contacten/invoeren/bewaren/", save)

    assert (refused.status_code, Contact.objects.count()) == (422, 0)
    assert "Er is nog niets bewaard" in refused.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/werkplek/netwerk/contacten/invoeren/bewaren/", {**save, "zonder-onleesbaar": "1"})
    assert not files.path_of(page.context["stored"].sha256).exists()  # the list has done its work
    assert set(ContactFunction.objects.values_list("contact__name", "from_date")) == {
        ("Anna Voorbeeld", None),
        ("Bo", None),
    }


def test_the_command_prints_counts_doubles_and_reasons(hub, tmp_path, capsys):
    known = HubContactFactory(hub=hub).contact
    path = tmp_path / "lijst.csv"
    path.write_text(f"Wie;Post\n{known.name};{known.email}\nBram Voorbeeld;krom\n", encoding="utf-8")
    names = tmp_path / "kolommen.json"
    names.write_text('{"Wie": "name", "Post": "email"}', encoding="utf-8")
    given = [str(path), "--hub", "hier", "--map", str(names), "--format", "json"]

    with pytest.raises(CommandError):
        call_command("import_contacts", *given)
    told = json.loads(capsys.readouterr().out)
    assert (told["counts"]["refused"], told["counts"]["same"], told["saved"]) == (1, 1, False)
    assert told["refused"][0]["row"] == 3
    assert told["duplicates"][0]["certain"] is True
    assert told["columns"] == {"name": "Wie", "email": "Post"}

    call_command("import_contacts", *given, "--skip-refused", "--dry-run")
    assert json.loads(capsys.readouterr().out)["saved"] is False
    for wrong in (["--hub", "nergens"], ["--hub", "hier", "--map", str(path)]):
        with pytest.raises(CommandError):
            call_command("import_contacts", str(path), *wrong, stdout=io.StringIO())


def test_describing_names_new_organisations(plan):
    told = describe(plan(HEADER + "Anna Voorbeeld;;ROC Nieuw;\n"))

    assert told["new_organisations"] == [{"name": "ROC Nieuw", "kind": "mbo", "similar": []}]


@pytest.mark.parametrize(
    ("titles", "fields"),
    [
        ("Wie?;Mailadres;Tel.;Instelling;Rol", ["name", "email", "phone", "organisation", "function"]),
        ("Contactpersoon;School;E-mail contactpersoon", ["name", "organisation", "email"]),
        ("Naam contact;Telefoon (werk);Naam van de organisatie", ["name", "phone", "organisation"]),
        ("Naam;Contactpersoon;Plaatsnaam", ["organisation", "name", "place"]),
        ("Naam;Contactpersoon;Organisatie", ["name", None, "organisation"]),
    ],
)
def test_plain_dutch_titles_are_understood(titles, fields):
    cells = titles.split(";")

    found = by_title(TableRow(1, cells))

    assert found == {name: place for place, name in enumerate(fields) if name}


def test_one_person_in_three_rows_with_an_initial_in_between_is_one(plan):
    found = plan(
        HEADER
        + "Els Voorbeeld;els@voorbeeld.example;ROC Duin;docent\n"
        + "E. Voorbeeld;ELS@voorbeeld.example;Hospice Zon;opleider\n"
        + "Els  Voorbeeld;;Hospice Zon;opleider\n"
    )

    assert (found.counts["new"], found.counts["joined"]) == (1, 2)
    assert [work.organisation for work in found.people[0].work] == ["roc duin", "hospice zon"]


def test_a_list_without_titles_loses_nobody_in_silence(plan):
    with pytest.raises(TableRefused, match="titels"):
        plan("Jan Voorbeeld;jan@voorbeeld.example\nPiet Voorbeeld;piet@voorbeeld.example\n")


def test_what_does_not_fit_is_refused_with_its_row(plan):
    text = "Naam;E-mail;Organisatie\n" + "n" * 201 + ';a@voorbeeld.example;"ROC\nDuin"\n'
    text += "Anna Voorbeeld;" + "x" * 250 + "@voorbeeld.example;\n"

    assert [(one.row, one.column) for one in plan(text).refused] == [(2, "Naam"), (3, "E-mailadres")]


def test_the_keys_of_the_command_are_documented(plan):
    guide = (pathlib.Path(__file__).parents[4] / "docs/guides/contacten-invoeren.md").read_text(encoding="utf-8")
    found = describe(plan(HEADER + "Anna Voorbeeld;anna@voorbeeld.example;ROC;docent\n;;x;\n"))
    keys = {*found, *found["counts"], *found["refused"][0], *found["new_organisations"][0], *FIELDS}

    assert {key for key in keys if f"`{key}`" not in guide} == set()


@pytest.mark.parametrize(
    ("written", "asked"), [("J. Voorbeeld", True), ("Jo Voorbeeld", True), ("Jan Voorbeeld", False)]
)
def test_another_first_name_with_the_same_initial_is_another_person(plan, hub, written, asked):
    HubContactFactory(hub=hub, contact__name="Johanna Voorbeeld", contact__email="")

    found = plan(HEADER + f"{written};;ROC Duin;docent\n")

    assert bool(found.people[0].perhaps) is asked
