"""A person who is a contact at four organisations, known by two hubs: what each does, and what the other sees of it."""

from __future__ import annotations

import datetime as dt

import pytest

from knooppunt.network.actions.contacts import seal_of
from knooppunt.network.models import Contact, HubContact, Organisation, Role

from .factories import HubFactory
from .factories_people import user_with
from .factories_register import FunctionFactory, HubContactFactory, OrganisationFactory, RelationFactory

pytestmark = pytest.mark.django_db
NET = "/werkplek/netwerk"


@pytest.fixture
def hubs():
    return HubFactory(slug="west"), HubFactory(slug="oost")


@pytest.fixture
def west(hubs):
    return user_with(Role.AMBASSADOR, hub=hubs[0])


@pytest.fixture
def east(hubs):
    return user_with(Role.AMBASSADOR, hub=hubs[1])


@pytest.fixture
def anna(hubs):
    """Anna at four organisations, with notes of both hubs."""
    one = HubContactFactory(
        hub=hubs[0], contact__name="Anna Voorbeeld", contact__email="anna@voorbeeld.example", notes="geheim van west"
    ).contact
    HubContactFactory(hub=hubs[1], contact=one, notes="geheim van oost", cadence_months=1, due_on=dt.date(2020, 1, 1))
    for number in range(4):
        where = OrganisationFactory(name=f"Plek {number}")
        RelationFactory(hub=hubs[number % 2], organisation=where, notes=f"geheim van {hubs[number % 2].slug}")
        FunctionFactory(contact=one, organisation=where)
    return one


def fields(contact, hub, **more):
    return {
        "version": contact.version,
        "name": contact.name,
        "email": contact.email,
        "phone": contact.phone,
        "sector": contact.sector,
        "hubs": [hub.pk],
        **more,
    }


PAGES = [
    "/contacten/",
    "/contacten/?q=anna&kolom=contact&kolom=wanneer&kolom=tags",
    "/contacten.csv",
    "/contacten.vcf",
    "/contacten/{pk}/",
    "/contacten/{pk}/wijzigen/",
    "/uit-beeld/",
    "/witte-vlekken/",
    "/beeld/",
    "/organisaties/zoeken/?q=plek",
    "/dubbel/contacten/",
]


@pytest.mark.parametrize("path", PAGES)
def test_no_page_of_one_hub_tells_what_the_other_keeps(client, west, hubs, anna, path):
    client.force_login(west)

    answer = client.get(NET + path.format(pk=anna.pk))

    text = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert answer.status_code == 200
    assert b"geheim van oost" not in text
    assert hubs[1].short_name.encode() not in text or path in {"/contacten/{pk}/wijzigen/"}


def test_neither_hub_sees_that_the_other_has_to_be_in_touch(client, west, east, anna):
    client.force_login(west)
    assert client.get(f"{NET}/uit-beeld/").context["fading"].contact_count == 0
    client.force_login(east)
    assert client.get(f"{NET}/uit-beeld/").context["fading"].contact_count == 1


def test_who_edits_second_sees_both_and_loses_nothing(client, west, east, hubs, anna):
    client.force_login(east)
    assert (
        client.post(f"{NET}/contacten/{anna.pk}/wijzigen/", fields(anna, hubs[1], phone="010 1234567")).status_code
        == 302
    )
    client.force_login(west)

    page = client.post(f"{NET}/contacten/{anna.pk}/wijzigen/", fields(anna, hubs[0], phone="020 7654321"))

    assert page.status_code == 409
    assert "010 1234567" in page.content.decode()
    assert "020 7654321" in page.content.decode()
    assert Contact.objects.get(pk=anna.pk).phone == "010 1234567"


def test_a_move_of_function_keeps_history_for_both(client, west, east, anna):
    client.force_login(west)
    old = anna.functions.order_by("pk").first()
    client.post(f"{NET}/contacten/{anna.pk}/functie/{old.pk}/einde/", {"on": "2026-01-31"})
    new = OrganisationFactory(name="Nieuwe plek")
    given = {"organisation": new.name, "function": "bestuurder", "from_date": "2026-02-01"}
    client.post(f"{NET}/contacten/{anna.pk}/functie/", given)

    client.force_login(east)
    page = client.get(f"{NET}/contacten/{anna.pk}/").content.decode()

    assert "Nieuwe plek" in page
    assert old.organisation.name in page
    assert anna.functions.count() == 5
    assert anna.functions.current().count() == 4


def test_one_hub_lets_go_and_comes_back_and_the_last_one_deletes(client, west, east, hubs, anna):
    client.force_login(west)
    page = client.post(f"{NET}/contacten/{anna.pk}/weg/", follow=True)
    assert client.get(f"{NET}/contacten/{anna.pk}/").status_code == 404
    assert hubs[1].short_name not in page.content.decode()
    client.force_login(east)
    assert "geheim van oost" in client.get(f"{NET}/contacten/{anna.pk}/").content.decode()

    client.force_login(west)
    client.post(f"{NET}/contacten/{anna.pk}/weg/")
    client.logout()
    client.force_login(east)
    client.post(f"{NET}/contacten/{anna.pk}/weg/")

    assert Contact.all_objects.get(pk=anna.pk).is_binned
    client.post(f"{NET}/contacten/{anna.pk}/terug/")
    assert list(Contact.objects.get(pk=anna.pk).hub_contacts.values_list("notes", flat=True)) == ["geheim van oost"]
    assert anna.functions.count() == 4


def test_letting_go_is_taken_back_with_what_was_noted(client, west, hubs, anna):
    client.force_login(west)
    client.post(f"{NET}/contacten/{anna.pk}/weg/")

    client.post(f"{NET}/contacten/samen/terug/")

    assert HubContact.objects.get(hub=hubs[0], contact=anna).notes == "geheim van west"


def test_merging_while_the_other_hub_edits_asks_to_look_again_and_loses_nothing(client, west, east, hubs, anna):
    double = HubContactFactory(hub=hubs[0], contact__name="A. Voorbeeld", notes="ook van west").contact
    address = f"{NET}/dubbel/contacten/{double.pk}/{anna.pk}/"
    client.force_login(west)
    assert b"geheim van oost" not in client.get(address).content
    seen = {"gezien-een": double.version, "gezien-twee": anna.version, "veld-name": "twee"}
    client.force_login(east)
    client.post(f"{NET}/contacten/{anna.pk}/wijzigen/", fields(anna, hubs[1], phone="010 1234567"))
    client.force_login(west)

    page = client.post(address, seen)

    assert page.status_code == 409
    assert "Iemand heeft net een van de twee gewijzigd" in page.content.decode()
    assert "010 1234567" in page.content.decode()
    assert Contact.objects.count() == 2
    anna.refresh_from_db()
    assert client.post(address, seen | {"gezien-twee": anna.version}).status_code == 302
    assert sorted(HubContact.objects.filter(contact=double).values_list("hub__slug", flat=True)) == ["west"]
    assert list(HubContact.objects.filter(contact=anna).values_list("notes", flat=True)) == ["geheim van oost"]
    assert double.functions.count() == anna.functions.count() == 4


def test_merging_organisations_while_somebody_edits_one_loses_nothing(client, west, hubs):
    one, other = OrganisationFactory(name="Hospice Duin"), OrganisationFactory(name="Hospice Duin")
    address = f"{NET}/dubbel/organisaties/{one.pk}/{other.pk}/"
    client.force_login(west)
    seen = {"gezien-een": one.version, "gezien-twee": other.version}
    Organisation.objects.filter(pk=other.pk).update(version=2, website="https://nieuw.example")

    page = client.post(address, seen)

    assert page.status_code == 409
    assert "https://nieuw.example" in page.content.decode()
    assert Organisation.objects.count() == 2


def test_notes_about_a_contact_that_a_colleague_changed_are_not_overwritten(client, west, hubs, anna):
    address = f"{NET}/contacten/{anna.pk}/notities/west/"
    client.force_login(west)
    seen = client.get(address).context["form"].initial["version"]
    HubContact.objects.filter(hub=hubs[0]).update(notes="van een collega")

    page = client.post(address, {"version": seen, "notes": "van mij"})

    assert page.status_code == 409
    assert "van een collega" in page.content.decode()
    assert HubContact.objects.get(hub=hubs[0]).notes == "van een collega"
    client.post(address, {"version": seal_of("van een collega"), "notes": "van ons"})
    assert HubContact.objects.get(hub=hubs[0]).notes == "van ons"
