"""The directory and one's own record."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from knooppunt.accounts.tests.factories import UserFactory
from knooppunt.core.models import OutboxMail
from knooppunt.network.directory.queries import MemberSearch, find_members, members_of
from knooppunt.network.models import Consent, Contact, HubContact, Succession
from knooppunt.network.tests.factories import HubFactory
from knooppunt.network.tests.factories_people import MandateFactory
from knooppunt.network.tests.factories_register import ContactFactory, FunctionFactory, HubContactFactory, PlaceFactory

pytestmark = pytest.mark.django_db
OWN = "/mijn/contactgegevens/"


def member(name: str = "Kim Voorbeeld", *purposes: str, **values: Any) -> Contact:
    """A contact who agreed to these, at a new organisation in Flevoland."""
    made: Contact = ContactFactory.create(name=name, sort_name=name.lower(), **values)
    HubContactFactory.create(contact=made)
    place = PlaceFactory.create()
    FunctionFactory.create(contact=made, organisation=place.organisation, levels=["mbo-4"])
    for purpose in purposes:
        Consent.objects.create(contact=made, purpose=purpose, text="x", text_version="1", source="contact")
    return made


@pytest.fixture
def browser() -> Client:
    client = Client()
    client.force_login(UserFactory.create(email="zoeker@voorbeeld.example"))
    return client


def test_only_who_agreed_is_found_and_only_with_what_was_agreed(browser: Client) -> None:
    member("Stil Voorbeeld", phone="030 11")
    member("Half Voorbeeld", "directory", email="half@voorbeeld.example", phone="030 22", expertise=["rouw"])
    member("Heel Voorbeeld", "directory", "directory_email", "directory_phone", phone="030 33")
    member("Los Voorbeeld", "directory_email", "directory_phone", phone="030 44")

    page = browser.get("/leden/").content.decode()

    assert "Half Voorbeeld" in page
    assert "030 33" in page
    for hidden in ("Stil", "030 11", "half@voorbeeld.example", "030 22", "Los Voorbeeld", "030 44"):
        assert hidden not in page


def test_what_may_not_be_seen_cannot_be_searched_either(browser: Client) -> None:
    member("Half Voorbeeld", "directory", expertise=["rouw"])

    assert not find_members(MemberSearch(expertise="rouw")).exists()


@pytest.mark.parametrize(
    ("query", "found"),
    [("niveau=mbo-4", 1), ("niveau=hbo", 0), ("provincie=flevoland", 1), ("provincie=drenthe", 0), ("kennis=rouw", 1),
     ("q=kim", 1), ("q=organisatie", 1), ("q=nergens", 0), ("niveau=%27--&page=x", 1)],
)  # fmt: skip
def test_members_are_found_by_what_they_are(browser: Client, query: str, found: int) -> None:
    member("Kim Voorbeeld", "directory", "directory_topics", expertise=["rouw"])

    assert browser.get(f"/leden/?{query}").context["page"].paginator.count == found


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_many(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for one in range(number):
        member(f"Lid {one} Voorbeeld", "directory", "directory_topics")

    with django_assert_num_queries(5):
        assert len(members_of(find_members(MemberSearch()))) == number


def test_withdrawing_is_as_easy_as_giving_and_holds_at_once(browser: Client) -> None:
    contact = member(email="zoeker@voorbeeld.example")

    browser.post("/mijn/contactgegevens/", {"act": "consents", "consent-directory": "on"})
    assert Consent.objects.standing().get(contact=contact).source == "account"
    browser.post("/mijn/contactgegevens/", {"act": "consents"})

    assert not Consent.objects.standing().filter(contact=contact).exists()
    assert Consent.objects.get(contact=contact).withdrawn_source == "account"
    page = browser.get("/mijn/contactgegevens/").content.decode()
    for shown in ("Waar ik ja op zei", "Ja gezegd op", "versie 1 van de tekst", "Ingetrokken op"):
        assert shown in page


def test_one_corrects_the_own_record_in_every_hub(browser: Client) -> None:
    member(email="zoeker@voorbeeld.example", phone="1")
    member(email="Zoeker@voorbeeld.example", phone="2")

    browser.post("/mijn/contactgegevens/", {"act": "correct", "name": "Kim Nieuw", "phone": "3"})

    assert list(Contact.objects.order_by("pk").values_list("name", "phone")) == [("Kim Nieuw", "3")] * 2


def test_the_own_page_says_whom_to_tell_what_one_cannot_change(browser: Client) -> None:
    contact = member(email="zoeker@voorbeeld.example")
    contact.hubs.update(role_mailbox="knooppunt@regio.example")

    page = browser.get("/mijn/contactgegevens/").content.decode()
    assert "mailto:knooppunt@regio.example" in page


def test_without_a_record_the_page_says_so(browser: Client) -> None:
    assert browser.get("/mijn/contactgegevens/").status_code == 200
    assert browser.post("/mijn/contactgegevens/", {"act": "remove"}).status_code == 200


def _link_of(contact: Contact) -> str:
    Client().post("/eigen-pagina/", {"email": contact.email})
    mail = OutboxMail.objects.filter(to=contact.email, kind="network.own-page").latest("pk")
    found = re.search(r"https?://[^/]+(/l/\S+)", mail.text)
    assert found
    return found[1]


def test_the_link_is_mailed_only_to_who_is_known_and_the_page_does_not_tell() -> None:
    contact = member()
    known = Client().post("/eigen-pagina/", {"email": contact.email})
    unknown = Client().post("/eigen-pagina/", {"email": "onbekend@voorbeeld.example"})

    assert known.content.replace(contact.email.encode(), b"") == unknown.content.replace(
        b"onbekend@voorbeeld.example", b""
    )
    assert OutboxMail.objects.count() == 1


def test_by_link_one_downloads_hands_over_and_removes(client: Client) -> None:
    contact = member("Kim Voorbeeld-Weg")
    hub = HubFactory.create()
    MandateFactory.create(role="ambassador", hub=hub)
    HubContact.objects.filter(contact=contact).update(hub=hub)
    link = _link_of(contact)

    assert client.get(link).status_code == 200
    assert client.post(link, {"act": "download"})["Content-Type"] == "application/zip"
    assert client.post(link, {"act": "successor"}).status_code == 422
    client.post(link, {"act": "successor", "successor_name": "Sam Voorbeeld"})
    assert "Sam Voorbeeld" in client.get(link).content.decode()
    assert Succession.objects.get(contact=contact).hub == hub
    assert OutboxMail.objects.filter(kind="network.successor").count() == 1
    client.post(link, {"act": "successor-undo"})
    assert not Succession.objects.exists()
    oneself = client.post(link, {"act": "successor", "successor_name": contact.name})
    assert oneself.status_code == 422
    assert "Dit is je eigen naam" in oneself.content.decode()
    assert client.post(link, {"act": "remove", "email": "ander@voorbeeld.example"}).status_code == 422
    assert client.post(link, {"act": "remove", "email": contact.email}).status_code == 200
    assert not Contact.all_objects.filter(pk=contact.pk).exists()
    assert client.get(link).status_code == 404


def test_a_link_that_reached_somebody_else_stops_at_once_and_changes_nothing(client: Client) -> None:
    contact = member("Kim Voorbeeld-Door")
    first, second = _link_of(contact), _link_of(contact)
    page = client.get(second)
    assert "Stuur hem dus niet door" in page.content.decode()

    assert client.post(second, {"act": "not-me"}).status_code == 200

    assert [client.get(link).status_code for link in (first, second)] == [410, 410]
    assert client.post(first, {"act": "download"}).status_code == 410
    contact.refresh_from_db()
    assert contact.name == "Kim Voorbeeld-Door"


def test_the_contact_sees_who_looked(browser: Client) -> None:
    hub = HubFactory.create()
    contact = member(email="zoeker@voorbeeld.example")
    HubContactFactory.create(contact=contact, hub=hub)
    ambassador = MandateFactory.create(role="ambassador", hub=hub, user__name="Anna Voorbeeld-Kijkt").user
    looking = Client()
    looking.force_login(ambassador)
    for _again in range(2):
        looking.get(f"/werkplek/netwerk/contacten/{contact.pk}/")

    page = browser.get("/mijn/contactgegevens/").content.decode()

    assert page.count("Anna Voorbeeld-Kijkt") == 1


def test_two_people_who_share_a_mailbox_each_have_a_page_and_correct_only_their_own_record() -> None:
    anna, bert = (
        member(name, "directory", email="info@school.example")
        for name in ("Anna Deelt-Voorbeeld", "Bert Deelt-Voorbeeld")
    )
    browser = Client()
    browser.force_login(UserFactory.create(email="info@school.example"))
    page = browser.get(f"{OWN}?wie={anna.pk}")
    assert (page.context["contact"], page.context["others"]) == (anna, [bert])

    browser.post(f"{OWN}?wie={anna.pk}", {"act": "correct", "name": "Anna Anders-Voorbeeld", "phone": "06 1"})
    saved = browser.post(f"{OWN}?wie={anna.pk}", {"act": "consents"})  # everything unticked

    bert.refresh_from_db()
    assert (bert.name, bert.phone) == ("Bert Deelt-Voorbeeld", "")
    assert saved["Location"].endswith(f"?wie={anna.pk}")
    assert Consent.objects.standing().filter(contact=bert).exists()
    assert not Consent.objects.standing().filter(contact=anna).exists()
    for odd in ("x", "-1", "9" * 30, str(bert.pk + 999)):
        assert browser.get(f"{OWN}?wie={odd}").status_code == 200


def test_an_old_page_does_not_overwrite_what_the_hub_changed_and_keeps_what_was_typed(browser: Client) -> None:
    contact = member(email="zoeker@voorbeeld.example", phone="1")
    seen = contact.version
    contact.phone, contact.version = "2", seen + 1
    contact.save()

    answer = browser.post(OWN, {"act": "correct", "name": contact.name, "phone": "3", "seen": seen})

    assert answer.status_code == 409
    form = answer.context["form"]
    assert (form["phone"].value(), form["seen"].value()) == ("3", str(seen + 1))
    assert "2" in str(form.non_field_errors())
    contact.refresh_from_db()
    assert contact.phone == "2"
    browser.post(OWN, {"act": "correct", "name": contact.name, "phone": "3", "seen": seen + 1})
    contact.refresh_from_db()
    assert contact.phone == "3"
