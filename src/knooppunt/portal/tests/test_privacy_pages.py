"""Requests about personal data, the processing register, periods, and the breach page."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from knooppunt.accounts.models import User
from knooppunt.core.models import OutboxMail, PrivacyAct
from knooppunt.network.models import Contact
from knooppunt.network.names import fold
from knooppunt.network.tests.factories import HubFactory
from knooppunt.network.tests.factories_people import MandateFactory
from knooppunt.network.tests.factories_register import OrganisationFactory

pytestmark = pytest.mark.django_db
DESK = "/werkplek/beheer/privacy/"


@pytest.fixture
def administrator() -> User:
    user: User = MandateFactory.create(role="administrator").user
    return user


@pytest.fixture
def browser(administrator: User) -> Client:
    client = Client()
    client.force_login(administrator)
    return client


@pytest.fixture
def contact() -> Contact:
    made: Contact = Contact.objects.create(name="Kees Voorbeeld-Wissel", email="kees@wissel.example")
    made.hub_contacts.create(hub=HubFactory.create(), notes="Kees Voorbeeld-Wissel is op vrijdag vrij.")
    return made


def test_the_administrator_looks_by_mailbox_and_sees_counts_not_contents(browser: Client, contact: Contact) -> None:
    page = browser.post(DESK, {"email": contact.email, "act": "look"}).content.decode()

    assert "vrijdag" not in page
    assert "Wis deze persoon" in page or "Erase this person" in page


def test_the_archive_holds_notes_of_hubs(browser: Client, contact: Contact) -> None:
    answer = browser.post(DESK, {"email": contact.email, "act": "download", "note": "verzoek 12"})

    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert "op vrijdag vrij" in archive.read("gegevens.html").decode()
    assert PrivacyAct.objects.get().note == "verzoek 12"


def test_erasing_asks_the_address_twice(browser: Client, contact: Contact) -> None:
    assert browser.post(DESK, {"email": contact.email, "act": "erase", "again": "x"}).status_code == 422
    assert Contact.objects.filter(pk=contact.pk).exists()

    assert browser.post(DESK, {"email": contact.email, "act": "erase", "again": contact.email}).status_code == 302
    assert not Contact.all_objects.filter(pk=contact.pk).exists()


def test_who_runs_a_hub_hands_over_first(browser: Client) -> None:
    ambassador = MandateFactory.create(role="ambassador", hub=HubFactory.create()).user

    browser.post(DESK, {"email": ambassador.email, "act": "erase", "again": ambassador.email})

    ambassador.refresh_from_db()
    assert ambassador.is_active


@pytest.fixture
def nameless(contact: Contact) -> Contact:
    """Somebody without an address, known to two hubs as two records; and somebody else of the same name elsewhere."""
    school = OrganisationFactory.create(name="MBO Voorbeeldstad")
    for hub in (HubFactory.create(), HubFactory.create()):
        made = Contact.objects.create(name="Zoë van Voorbeelden", sort_name=fold("Zoë van Voorbeelden"))
        made.hub_contacts.create(hub=hub, notes="Zoe van Voorbeelden belt liever.")
        made.functions.create(organisation=school)
    other = Contact.objects.create(name="Zoë van Voorbeelden", sort_name=fold("Zoë van Voorbeelden"))
    other.functions.create(organisation=OrganisationFactory.create(name="Elders"))
    contact.hub_contacts.update(notes="Samen met Zoë van Voorbeelden op cursus.")
    return made


def test_who_has_no_address_is_found_by_name_and_organisation_or_hub_and_chosen(
    browser: Client, nameless: Contact
) -> None:
    hub = nameless.hubs.get()

    def keys(where: str, name: str = "zoe van voorbeelden") -> list[str]:
        page = browser.post(DESK, {"name": name, "where": where, "act": "look"}).content.decode()
        return re.findall(r'name="who" value="(network\.contact:\d+)"', page)

    assert len(keys("mbo voorbeeld")) == 2
    assert keys(hub.name) == [f"network.contact:{nameless.pk}"]
    assert len(keys("Elders")) == 1
    assert keys("Nergens") == []
    assert keys("mbo voorbeeld", "Zoë van Voor") == []
    assert browser.post(DESK, {"name": "Zoë", "where": "mbo", "act": "look"}).status_code == 422
    assert browser.post(DESK, {"name": "Zoë van Voorbeelden", "where": "", "act": "look"}).status_code == 422


def test_who_has_no_address_gets_the_archive_and_is_erased_at_both_hubs(browser: Client, nameless: Contact) -> None:
    mine = list(Contact.objects.filter(functions__organisation__name="MBO Voorbeeldstad"))
    asked = {"name": "Zoë van Voorbeelden", "where": "MBO", "who": [f"network.contact:{one.pk}" for one in mine]}

    archive = zipfile.ZipFile(io.BytesIO(browser.post(DESK, {**asked, "act": "download"}).content))
    assert archive.read("gegevens.html").decode().count("belt liever") == 2
    assert browser.post(DESK, {**asked, "act": "erase", "again": "zoë"}).status_code == 422
    assert browser.post(DESK, {**asked, "act": "erase", "again": "zoë van voorbeelden"}).status_code == 302

    assert not Contact.all_objects.filter(pk__in=[one.pk for one in mine]).exists()
    assert Contact.objects.filter(functions__organisation__name="Elders").exists()


def test_a_name_that_only_stands_in_texts_is_found_and_erased_there(browser: Client, contact: Contact) -> None:
    note = contact.hub_contacts.get()
    note.notes = "Zoë van Voorbeelden was erbij."
    note.save()
    asked = {"name": "Zoe van Voorbeelden", "where": "MBO Voorbeeldstad"}

    browser.post(DESK, {**asked, "act": "erase", "again": asked["name"]})

    note.refresh_from_db()
    assert note.notes == "[verwijderd] was erbij."


def test_a_key_that_was_not_offered_is_not_taken(browser: Client, contact: Contact) -> None:
    """The form cannot be bent to somebody who was not looked for."""
    asked = {"name": "Zoe van Voorbeelden", "where": "MBO", "who": f"network.contact:{contact.pk}"}

    browser.post(DESK, {**asked, "act": "erase", "again": asked["name"]})

    assert Contact.objects.filter(pk=contact.pk).exists()


def test_the_commands_take_a_name_with_a_place(nameless: Contact, tmp_path: Path) -> None:
    out = io.StringIO()
    call_command("export_person", "Zoë van Voorbeelden", f"{tmp_path}/wie.zip", at="Elders", stdout=out)
    with pytest.raises(CommandError, match="heten er meer zo"):
        call_command("erase_person", "Zoë van Voorbeelden", "--yes", at="MBO", stdout=out)
    with pytest.raises(CommandError, match="--at"):
        call_command("erase_person", "Zoë van Voorbeelden", "--yes", stdout=out)
    call_command("erase_person", "Zoë van Voorbeelden", "--yes", at="Elders", stdout=out)

    assert Contact.objects.filter(name="Zoë van Voorbeelden").count() == 2


def test_an_unknown_address_gives_an_empty_answer(browser: Client) -> None:
    assert browser.post(DESK, {"email": "niemand@nergens.example", "act": "look"}).status_code == 200


def test_only_an_administrator_comes_here() -> None:
    client = Client()
    client.force_login(MandateFactory.create(role="coordinator").user)

    assert client.get(DESK).status_code == 403
    assert client.get("/werkplek/beheer/privacy/termijnen/").status_code == 403
    assert client.get("/werkplek/beheer/privacy/register/").status_code == 200
    assert client.get("/werkplek/datalek/").status_code == 200


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_the_register_can_be_taken_along(browser: Client, kind: str) -> None:
    answer = browser.get(f"{DESK}register.{kind}")

    assert answer.status_code == 200
    if kind == "json":
        assert any(row[next(iter(row))] for row in json.loads(answer.content))


def test_an_idle_account_is_told_a_month_before(browser: Client) -> None:
    idle = User.objects.create_user("stil@voorbeeld.example", "Stil Voorbeeld")
    User.objects.filter(pk=idle.pk).update(joined_at=timezone.now() - timedelta(days=800))

    browser.post("/werkplek/beheer/privacy/termijnen/", {"act": "rehearse"})
    assert not OutboxMail.objects.exists()
    browser.post("/werkplek/beheer/privacy/termijnen/", {"act": "run"})

    assert OutboxMail.objects.get().to == "stil@voorbeeld.example"
    idle.refresh_from_db()
    assert idle.is_active


def test_the_commands_count_first_and_erase_only_when_told(contact: Contact, tmp_path: object) -> None:
    out = io.StringIO()
    call_command("erase_person", contact.email, stdout=out)
    assert Contact.objects.filter(pk=contact.pk).exists()

    call_command("export_person", contact.email, f"{tmp_path}/alles.zip", stdout=out)
    with pytest.raises(CommandError, match="bestaat al"):
        call_command("export_person", contact.email, f"{tmp_path}/alles.zip", stdout=out)
    call_command("erase_person", contact.email, "--yes", stdout=out)
    call_command("retention", "--dry-run", stdout=out)

    assert not Contact.all_objects.filter(pk=contact.pk).exists()
    assert "kees" not in out.getvalue().lower()
