"""A successor named on the own page: taken over with one press, recognised, and taken back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from knooppunt.core import persons, retention
from knooppunt.core.models import OutboxMail
from knooppunt.network.models import (
    Contact,
    ContactFunction,
    HubContact,
    RecalibrationReply,
    StakeholderRelation,
    Succession,
    Tag,
    Tie,
)
from knooppunt.network.recalibration.deciding import decide, undo_decision
from knooppunt.network.recalibration.tests.conftest import World, ambassador, answer, world  # noqa: F401 (fixtures)
from knooppunt.network.succession.actions import (
    accept_successor,
    name_successor,
    refuse_successor,
    undo_succession,
    withdraw_successor,
)
from knooppunt.network.succession.queries import attention_for_user
from knooppunt.network.tests.factories import HubFactory
from knooppunt.network.tests.factories_people import MandateFactory
from knooppunt.network.tests.factories_register import ContactFactory, HubContactFactory

NAME, EMAIL = "Sam Voorbeeld", "sam@voorbeeld.example"


def named(world: World, contact: Contact, name: str = NAME, email: str = EMAIL) -> Succession:  # noqa: F811
    """What stands there after ``contact`` named somebody."""
    (made,) = name_successor(contacts=[contact], name=name, email=email, by=None)
    return made


def state_of(contact: Contact) -> dict[str, Any]:
    """All that the register holds of a contact, to compare."""
    return {
        "functions": list(contact.functions.order_by("pk").values("pk", "until_date")),
        "ties": list(Tie.objects.order_by("pk").values("pk", "first_contact", "until_date")),
        "tags": list(Tag.objects.filter(contacts=contact).values_list("name", flat=True)),
        "known": list(HubContact.objects.filter(contact=contact).values("hub", "cadence_months")),
        "owners": list(StakeholderRelation.objects.order_by("pk").values_list("owner", flat=True)),
        "replies": list(RecalibrationReply.objects.order_by("pk").values("contact", "state", "decision")),
    }


@pytest.fixture
def leaver(world: World) -> Contact:  # noqa: F811
    """Somebody with a function, a tie, a tag, an agreed rhythm, and an account that looks after a relation."""
    contact = world.contact("Kim Voorbeeld", email="kim@voorbeeld.example")
    row = contact.functions.get()
    ContactFunction.objects.filter(pk=row.pk).update(from_date=dt.date(2020, 1, 1), levels=["mbo-4"])
    Tie.objects.create(kind="advises", first_contact=contact, second_organisation=row.organisation, hub=world.hub)
    Tag.objects.create(hub=world.hub, name="kern", folded="kern").contacts.add(contact)
    HubContact.objects.filter(contact=contact).update(cadence_months=6)
    account = MandateFactory.create(role="board", hub=world.hub, user__email=contact.email).user
    StakeholderRelation.objects.update(owner=account)
    return contact


@pytest.mark.django_db
def test_taking_over_moves_everything_and_the_past_stays(world: World, leaver: Contact) -> None:  # noqa: F811
    MandateFactory.create(role="board", hub=world.hub, user__email=EMAIL, user__name=NAME)
    before = state_of(leaver)

    done = accept_successor(succession=named(world, leaver), successor=None, by=world.by)

    new, today = done.successor, timezone.localdate()
    assert new is not None
    old_row, new_row = leaver.functions.get(), new.functions.get()
    assert (old_row.from_date, old_row.until_date) == (dt.date(2020, 1, 1), today)
    assert (new_row.function, list(new_row.levels), new_row.from_date) == ("docent", ["mbo-4"], today)
    assert Tie.objects.get(first_contact=leaver).until_date == today
    assert Tie.objects.get(first_contact=new).from_date == today
    assert new.tags.get().name == "kern"
    assert HubContact.objects.get(contact=new).cadence_months == 6
    owner = StakeholderRelation.objects.get().owner
    assert owner is not None
    assert owner.email == EMAIL

    undo_succession(succession=done, by=world.by)
    assert state_of(leaver) == before
    assert not Contact.objects.filter(name=NAME).exists()
    assert Succession.objects.get().state == "waiting"


@pytest.mark.django_db
def test_somebody_who_works_there_already_is_used_and_nothing_is_doubled(world: World, leaver: Contact) -> None:  # noqa: F811
    known = world.contact(NAME, email=EMAIL)
    organisation = leaver.functions.get().organisation
    ContactFunction.objects.create(contact=known, organisation=organisation, function="lector")
    HubContact.objects.filter(contact=known).update(cadence_months=12)

    done = accept_successor(succession=named(world, leaver), successor=known, by=world.by)

    assert done.successor == known
    assert known.functions.filter(organisation=organisation).count() == 1
    assert HubContact.objects.get(contact=known).cadence_months == 12
    undo_succession(succession=done, by=world.by)
    assert Contact.objects.filter(pk=known.pk).exists()
    assert known.functions.filter(organisation=organisation).count() == 1


@pytest.mark.django_db
def test_the_open_question_of_a_round_goes_along(world: World, leaver: Contact) -> None:  # noqa: F811
    round_ = world.start()

    done = accept_successor(succession=named(world, leaver), successor=None, by=world.by)

    states = dict(round_.replies.values_list("contact__name", "state"))
    assert states == {"Kim Voorbeeld": "successor", NAME: "waiting"}
    assert OutboxMail.objects.filter(to=EMAIL, kind="network.recalibration").count() == 1
    link = world.link(Contact.objects.get(name=NAME))
    assert Client().get(link).status_code == 200
    undo_succession(succession=done, by=world.by)
    assert list(round_.replies.values_list("contact__name", "state")) == [("Kim Voorbeeld", "waiting")]
    assert Client().get(link).status_code == 410


@pytest.mark.django_db
def test_two_who_name_the_same_successor_in_a_round_make_one_contact(world: World, answer: Any) -> None:  # noqa: F811
    people = [world.contact(), world.contact("Noor Voorbeeld")]
    world.start()
    for one in people:
        answer(world.link(one), "successor", successor_name=NAME, successor_email=EMAIL)

    for one in people:
        decide(reply=world.reply(one), decision="change", by=world.by)

    assert Contact.objects.get(name=NAME).functions.count() == 2


@pytest.mark.django_db
def test_the_look_asks_whether_a_namesake_is_meant(world: World, answer: Any, ambassador: Client) -> None:  # noqa: F811
    contact, namesake = world.contact(), world.contact(NAME, email="andere.sam@voorbeeld.example")
    round_ = world.start()
    answer(world.link(contact), "successor", successor_name=NAME, successor_email=EMAIL)
    page = f"/werkplek/{world.hub.slug}/herijking/{round_.pk}/nalopen/"
    assert ambassador.get(page).context["namesake"] == namesake
    reply = world.reply(contact)

    ambassador.post(page, {"reply": reply.pk, "act": "change-new"})

    assert Contact.objects.filter(name=NAME).count() == 2
    undo_decision(reply=world.reply(contact), by=world.by)
    assert Contact.objects.filter(name=NAME).count() == 1


@pytest.mark.django_db
def test_the_page_recognises_and_asks(world: World, leaver: Contact, ambassador: Client) -> None:  # noqa: F811
    namesake = world.contact(NAME, email="andere.sam@voorbeeld.example")
    address = f"/werkplek/netwerk/opvolging/{named(world, leaver).pk}/"
    assert ambassador.get(address).context["chosen"] is None

    unasked = ambassador.post(address, {"act": "accept"})
    odd = ambassador.post(address, {"act": "accept", "who": "999999"})

    assert (unasked.status_code, odd.status_code) == (422, 422)
    ambassador.post(address, {"act": "accept", "who": str(namesake.pk)})
    assert Succession.objects.get().successor == namesake
    assert "Maak ongedaan" in ambassador.get(address).content.decode()


@pytest.mark.django_db
def test_the_same_mailbox_is_chosen_beforehand(world: World, leaver: Contact, ambassador: Client) -> None:  # noqa: F811
    known = world.contact("Samuel Voorbeeld", email=EMAIL)

    page = ambassador.get(f"/werkplek/netwerk/opvolging/{named(world, leaver).pk}/")

    assert page.context["chosen"] == known.pk


@pytest.mark.django_db
def test_only_the_own_hub_decides(world: World, leaver: Contact) -> None:  # noqa: F811
    address = f"/werkplek/netwerk/opvolging/{named(world, leaver).pk}/"
    for role, hub, expected in (
        ("ambassador", HubFactory.create(), 404),
        ("board", world.hub, 403),
        ("coordinator", None, 403),
    ):
        browser = Client()
        browser.force_login(MandateFactory.create(role=role, hub=hub).user)
        assert browser.get(address).status_code == expected
        assert browser.post(address, {"act": "accept"}).status_code == expected
    assert Succession.objects.get().state == "waiting"


@pytest.mark.django_db
def test_refusing_undoing_and_deciding_twice(world: World, leaver: Contact) -> None:  # noqa: F811
    row = refuse_successor(succession=named(world, leaver), by=world.by)
    with pytest.raises(ValidationError):
        accept_successor(succession=row, successor=None, by=world.by)

    undo_succession(succession=row, by=world.by)
    done = accept_successor(succession=row, successor=None, by=world.by)

    assert accept_successor(succession=row, successor=None, by=world.by).pk == done.pk
    assert Contact.objects.filter(name=NAME).count() == 1
    with pytest.raises(ValidationError):
        refuse_successor(succession=row, by=world.by)


@pytest.mark.django_db
def test_naming_again_replaces_and_tells_the_hub_once(world: World, leaver: Contact) -> None:  # noqa: F811
    named(world, leaver)
    named(world, leaver, "Toch Anders Voorbeeld", "")

    assert Succession.objects.get().name == "Toch Anders Voorbeeld"
    assert OutboxMail.objects.filter(kind="network.successor").count() == 1
    assert withdraw_successor(contacts=[leaver]) == 1


@pytest.mark.django_db
def test_one_cannot_name_oneself(world: World, leaver: Contact) -> None:  # noqa: F811
    for name, email in ((leaver.name, ""), ("Iemand Anders", leaver.email)):
        with pytest.raises(ValidationError):
            named(world, leaver, name, email)


@pytest.mark.django_db
def test_each_hub_decides_for_itself(world: World, leaver: Contact) -> None:  # noqa: F811
    other = HubFactory.create()
    HubContactFactory.create(hub=other, contact=leaver)

    made = name_successor(contacts=[leaver], name=NAME, email=EMAIL, by=None)
    mine = next(one for one in made if one.hub == world.hub)
    accept_successor(succession=mine, successor=None, by=world.by)

    assert Succession.objects.get(hub=other).state == "waiting"
    assert not HubContact.objects.filter(hub=other, contact__name=NAME).exists()


@pytest.mark.django_db
def test_erasing_either_leaves_no_name(world: World, leaver: Contact) -> None:  # noqa: F811
    row = named(world, leaver)
    done = accept_successor(succession=row, successor=None, by=world.by)
    assert done.successor is not None

    persons.erase_person(persons.person_of_row(done.successor), by=None)
    row.refresh_from_db()
    assert (NAME in row.name, row.email, row.successor) == (False, "", None)

    persons.erase_person(persons.person_of_row(leaver), by=None, force=True)
    assert not Succession.objects.exists()


@pytest.mark.django_db
def test_a_contact_in_the_bin_is_refused_with_a_sentence(world: World, leaver: Contact, ambassador: Client) -> None:  # noqa: F811
    row = named(world, leaver)
    Contact.objects.filter(pk=leaver.pk).update(binned_at=timezone.now())

    page = ambassador.post(f"/werkplek/netwerk/opvolging/{row.pk}/", {"act": "accept"}, follow=True)

    assert page.status_code == 200
    assert "prullenbak" in page.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_what_waits_costs_the_same_for_one_and_for_many(
    world: World,  # noqa: F811
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for one in range(number):
        named(world, world.contact(f"Mens {one} Voorbeeld"))

    with django_assert_num_queries(2):
        assert len(attention_for_user(world.by)) == number


@pytest.mark.django_db
def test_after_two_years_it_is_gone(world: World, leaver: Contact) -> None:  # noqa: F811
    named(world, leaver)
    retention.run()
    assert Succession.objects.exists()

    Succession.objects.update(at=timezone.now() - dt.timedelta(days=731))
    retention.run()

    assert not Succession.objects.exists()
    assert ContactFactory._meta.model.objects.filter(pk=leaver.pk).exists()
