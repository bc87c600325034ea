"""Who looked at a contact: six months, for the contact, the own team, and the privacy desk alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from knooppunt.accounts.models import User
from knooppunt.network.actions.looks import KEPT
from knooppunt.network.models import Contact, ContactLook, Hub
from knooppunt.network.tests.factories import HubFactory
from knooppunt.network.tests.factories_people import MandateFactory
from knooppunt.network.tests.factories_register import HubContactFactory

pytestmark = pytest.mark.django_db
DESK = "/werkplek/beheer/privacy/"


def holder(role: str, hub: Hub | None, name: str) -> User:
    """Somebody with a role."""
    user: User = MandateFactory.create(role=role, hub=hub, user__name=name).user
    return user


def opened(user: User, contact: Contact) -> str:
    """What ``user`` reads on the page of the contact."""
    browser = Client()
    browser.force_login(user)
    return browser.get(f"/werkplek/netwerk/contacten/{contact.pk}/").content.decode()


@pytest.fixture
def contact() -> Contact:
    """Known to two hubs."""
    made: Contact = HubContactFactory.create(contact__email="kim@gezien.example").contact
    HubContactFactory.create(contact=made)
    return made


def test_an_ambassador_sees_who_of_the_own_hub_looked_and_not_that_another_hub_did(contact: Contact) -> None:
    first, second = Hub.objects.filter(contacts=contact).order_by("pk")
    here, partner = holder("ambassador", first, "Anna Hier"), holder("ambassador", first, "Bas Partner")
    there, reader = holder("ambassador", second, "Cor Elders"), holder("board", first, "Dirk Leest-Mee")
    for one in (here, there, reader):
        opened(one, contact)

    page = opened(partner, contact)

    assert ("Anna Hier" in page, "Dirk Leest-Mee" in page, "Cor Elders" in page) == (True, True, False)
    assert "Anna Hier" not in opened(reader, contact)  # who reads along reads the record, not the log


def test_the_desk_shows_every_look_of_six_months_and_none_before(contact: Contact) -> None:
    for hub, name in zip(Hub.objects.filter(contacts=contact), ("Anna Hier", "Cor Elders"), strict=True):
        opened(holder("ambassador", hub, name), contact)
    long_ago = holder("ambassador", HubFactory.create(), "Ed Vroeger")
    ContactLook.objects.create(contact=contact, by=long_ago, at=timezone.now() - KEPT - timedelta(days=1))
    desk = Client()
    desk.force_login(holder("administrator", None, "Fien Beheer"))

    page = desk.post(DESK, {"email": contact.email, "act": "look"}).content.decode()

    assert [name in page for name in ("Anna Hier", "Cor Elders", "Ed Vroeger")] == [True, True, False]


@pytest.mark.parametrize("role", ["coordinator", "editor", "programme", "member", "ambassador", "board"])
def test_nobody_else_reads_the_log_of_a_hub(contact: Contact, role: str) -> None:
    opened(holder("ambassador", Hub.objects.filter(contacts=contact)[0], "Anna Hier"), contact)
    stranger = holder(role, HubFactory.create() if role in {"ambassador", "board"} else None, "Gijs Vreemd")
    browser = Client()
    browser.force_login(stranger)

    answers = [
        browser.post(DESK, {"email": contact.email, "act": "look"}),
        browser.get(f"/werkplek/netwerk/contacten/{contact.pk}/"),
    ]

    assert {answer.status_code for answer in answers} <= {403, 404}
    assert not any("Anna Hier" in answer.content.decode() for answer in answers)


@pytest.mark.parametrize("number", [1, 3])
def test_the_log_costs_the_same_for_one_and_for_many(
    contact: Contact, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    hub = Hub.objects.filter(contacts=contact)[0]
    for one in range(number):
        opened(holder("ambassador", hub, f"Kijker {one}"), contact)
    browser = Client()
    browser.force_login(holder("ambassador", hub, "Zelf"))
    url = f"/werkplek/netwerk/contacten/{contact.pk}/"
    browser.get(url)

    with django_assert_num_queries(17):
        page = browser.get(url)

    assert len(page.context["looks"]) == number + 1
