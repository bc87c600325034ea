"""Roles and accounts-to-be never go along to a successor by themselves: offered with a press, ended with a press."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from knooppunt.accounts.models import User
from knooppunt.core import persons
from knooppunt.core.models import OutboxMail
from knooppunt.network.actions.invitations import invite_person
from knooppunt.network.models import Contact, Invitation, Mandate, Succession
from knooppunt.network.recalibration.tests.conftest import World, ambassador, answer, world  # noqa: F401 (fixtures)
from knooppunt.network.succession.actions import accept_successor, name_successor
from knooppunt.network.succession.roles import offer_role
from knooppunt.network.tests.factories import HubFactory
from knooppunt.network.tests.factories_people import MandateFactory

NAME, EMAIL = "Sam Voorbeeld", "sam@voorbeeld.example"


@pytest.fixture
def reader(world: World) -> Contact:  # noqa: F811
    """A contact who reads along with the hub, with an account."""
    made = world.contact("Kim Voorbeeld", email="kim@voorbeeld.example")
    MandateFactory.create(role="board", hub=world.hub, user__email=made.email, user__name=made.name)
    return made


def named(contact: Contact, email: str = EMAIL) -> Succession:
    """After the contact named Sam."""
    (made,) = name_successor(contacts=[contact], name=NAME, email=email, by=None)
    return made


def test_taking_over_moves_no_role_and_makes_no_account(world: World, reader: Contact) -> None:  # noqa: F811
    before = list(Mandate.objects.order_by("pk").values())
    users = User.objects.count()

    accept_successor(succession=named(reader), successor=None, by=world.by)

    assert (list(Mandate.objects.order_by("pk").values()), User.objects.count()) == (before, users)
    assert not Invitation.objects.exists()


def test_the_page_offers_the_role_and_one_press_invites(
    world: World,  # noqa: F811
    reader: Contact,
    ambassador: Client,  # noqa: F811
) -> None:
    found = named(reader)
    url = f"/werkplek/netwerk/opvolging/{found.pk}/"
    assert [one.role for one in ambassador.get(url).context["roles"]] == ["board"]

    ambassador.post(url, {"act": "accept"})
    for _twice in range(2):
        ambassador.post(url, {"act": "offer", "role": "board"})

    (invited,) = Invitation.objects.all()
    assert (invited.email, invited.name, invited.role, invited.hub) == (EMAIL, NAME, "board", world.hub)
    assert OutboxMail.objects.filter(to=EMAIL, kind="network.invitation").count() == 1
    assert Mandate.objects.filter(user__email=reader.email).exists()  # until somebody ends it
    page = ambassador.get(url)
    assert [bool(one.passed_on) for one in page.context["roles"]] == [True]
    assert 'value="offer"' not in page.content.decode()


def test_an_invitation_that_waits_is_shown_and_does_not_move(
    world: World,  # noqa: F811
    ambassador: Client,  # noqa: F811
) -> None:
    contact = world.contact("Kim Voorbeeld", email="kim@voorbeeld.example")
    waiting = invite_person(email=contact.email, role="ambassador", hub=world.hub, half="practice", by=world.by)
    found = named(contact)

    accept_successor(succession=found, successor=None, by=world.by)
    page = ambassador.get(f"/werkplek/netwerk/opvolging/{found.pk}/")
    ambassador.post(f"/werkplek/netwerk/opvolging/{found.pk}/", {"act": "offer", "role": "ambassador"})

    assert [one.invitation for one in page.context["roles"]] == [waiting]
    waiting.refresh_from_db()
    assert (waiting.email, waiting.withdrawn_at) == (contact.email, None)
    assert Invitation.objects.get(email=EMAIL).half == "practice"


@pytest.mark.parametrize("role", ["coordinator", "administrator", "ambassador", "", "x"])
def test_no_other_role_can_be_offered_from_here(
    world: World,  # noqa: F811
    reader: Contact,
    ambassador: Client,  # noqa: F811
    role: str,
) -> None:
    found = named(reader)

    sent = ambassador.post(f"/werkplek/netwerk/opvolging/{found.pk}/", {"act": "offer", "role": role}, follow=True)

    assert sent.status_code == 200
    assert not Invitation.objects.exists()


def test_who_does_not_run_the_hub_offers_nothing(world: World, reader: Contact) -> None:  # noqa: F811
    found = named(reader)
    for role, hub in (("board", world.hub), ("ambassador", HubFactory.create()), ("member", None)):
        stranger = MandateFactory.create(role=role, hub=hub).user
        browser = Client()
        browser.force_login(stranger)
        sent = browser.post(f"/werkplek/netwerk/opvolging/{found.pk}/", {"act": "offer", "role": "board"})
        assert sent.status_code in {403, 404}
        with pytest.raises((ValidationError, PermissionDenied)):
            offer_role(succession=found, role="board", by=stranger)
    assert not Invitation.objects.exists()


def test_without_an_address_the_page_says_what_to_do(
    world: World,  # noqa: F811
    reader: Contact,
    ambassador: Client,  # noqa: F811
) -> None:
    found = named(reader, email="")

    page = ambassador.get(f"/werkplek/netwerk/opvolging/{found.pk}/")

    assert page.context["may_offer"] is False
    with pytest.raises(ValidationError):
        offer_role(succession=found, role="board", by=world.by)


def test_the_look_of_a_round_says_that_a_role_stays(
    world: World,  # noqa: F811
    reader: Contact,
    ambassador: Client,  # noqa: F811
    answer: Any,  # noqa: F811
) -> None:
    round_ = world.start()
    answer(world.link(reader), "successor", successor_name=NAME, successor_email=EMAIL)

    page = ambassador.get(f"/werkplek/{world.hub.slug}/herijking/{round_.pk}/nalopen/")

    assert [one.role for one in page.context["roles"]] == ["board"]


# ---- a successor who is known already --------------------------------------------------------------------------------
def test_a_successor_of_another_hub_is_made_anew_and_nothing_of_that_hub_shows(
    world: World,  # noqa: F811
    reader: Contact,
    ambassador: Client,  # noqa: F811
) -> None:
    elsewhere = world.contact(NAME, email=EMAIL, hub=HubFactory.create(), phone="06 11 22 33 44")
    found = named(reader)

    page = ambassador.get(f"/werkplek/netwerk/opvolging/{found.pk}/")
    done = accept_successor(succession=found, successor=None, by=world.by)

    assert page.context["known"] == []
    assert "11 22 33" not in page.content.decode()
    assert done.successor != elsewhere
    assert elsewhere.hubs.count() == 1


def test_a_successor_in_the_bin_or_erased_is_made_anew(world: World, reader: Contact) -> None:  # noqa: F811
    from knooppunt.network.actions.contacts import delete_contact

    binned = world.contact(NAME, email=EMAIL)
    delete_contact(contact=binned, by=world.by)
    erased = world.contact("Weg Voorbeeld", email="weg@voorbeeld.example")
    persons.erase_person(persons.person_of_row(erased), by=world.by)

    first = accept_successor(succession=named(reader), successor=None, by=world.by)
    (other,) = name_successor(contacts=[reader], name="Weg Voorbeeld", email="weg@voorbeeld.example", by=None)
    second = accept_successor(succession=other, successor=None, by=world.by)

    assert first.successor is not None
    assert first.successor.pk != binned.pk
    assert second.successor is not None
    assert Contact.objects.filter(name="Weg Voorbeeld").count() == 1
    assert Contact.all_objects.get(pk=binned.pk).is_binned


@pytest.mark.parametrize("number", [1, 2])
def test_the_page_costs_the_same_for_one_role_and_for_more(
    world: World,  # noqa: F811
    reader: Contact,
    ambassador: Client,  # noqa: F811
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    if number == 2:
        Mandate.objects.create(user=User.objects.get(email=reader.email), role="ambassador", hub=world.hub)
    found = named(reader)
    url = f"/werkplek/netwerk/opvolging/{found.pk}/"
    ambassador.get(url)

    with django_assert_num_queries(15):
        page = ambassador.get(url)

    assert len(page.context["roles"]) == number
