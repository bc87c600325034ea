"""The page behind the link: one press, changes, successors, leaving, forwarded links, two hubs at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from knooppunt.core.models import LinkGrant, OutboxMail
from knooppunt.network.actions.touches import note_touch
from knooppunt.network.models import Consent, Contact, HubContact, Organisation, RecalibrationReply, Touch
from knooppunt.network.recalibration.ending import end_round
from knooppunt.network.recalibration.tests.conftest import World
from knooppunt.network.tests.factories import HubFactory
from knooppunt.network.tests.factories_register import (
    FunctionFactory,
    HubContactFactory,
    OrganisationFactory,
    RelationFactory,
)

State = RecalibrationReply.State


def test_one_press_confirms_and_needs_no_look(world: World, answer: Callable[..., Any]) -> None:
    contact = world.contact()
    world.start()

    assert answer(world.link(contact)).status_code == 303

    reply = world.reply(contact)
    assert (reply.state, reply.needs_look) == (State.RIGHT, False)
    assert HubContact.objects.get(contact=contact).verified_on == timezone.localdate()


def test_looking_changes_nothing_and_sets_no_cookie(world: World, client: Client) -> None:
    contact = world.contact()
    world.start()

    page = client.get(world.link(contact))

    assert page.status_code == 200
    assert not page.cookies
    assert contact.name in page.content.decode()
    assert world.reply(contact).state == State.WAITING


def test_a_change_waits_for_a_look(world: World, answer: Callable[..., Any]) -> None:
    contact = world.contact(phone="030 111 1111")
    world.start()

    answer(world.link(contact), "change", phone="030 222 2222")

    reply = world.reply(contact)
    contact.refresh_from_db()
    assert (reply.state, reply.needs_look, contact.phone) == (State.CHANGED, True, "030 111 1111")
    assert reply.proposed == {"fields": {"phone": {"was": "030 111 1111", "becomes": "030 222 2222"}}}


def test_an_answer_to_a_question_waits_for_a_look_though_all_is_right(world: World, answer: Callable[..., Any]) -> None:
    contact = world.contact()
    world.start()

    answer(world.link(contact), q__share="Een les over rouw")

    reply = world.reply(contact)
    assert (reply.state, reply.needs_look, reply.answers) == (State.RIGHT, True, {"share": "Een les over rouw"})


def test_a_successor_who_is_known_is_recognised(world: World, answer: Callable[..., Any]) -> None:
    contact, known = world.contact(), world.contact("Sam Voorbeeld", email="sam@voorbeeld.example")
    world.start()

    answer(world.link(contact), "successor", successor_name="S. Voorbeeld", successor_email="SAM@voorbeeld.example")

    reply = world.reply(contact)
    assert reply.state == State.SUCCESSOR
    assert reply.proposed["successor"]["contact"] == known.pk


def test_a_successor_of_another_hub_is_not_given_away(world: World, answer: Callable[..., Any]) -> None:
    contact = world.contact()
    world.contact("Sam Voorbeeld", email="sam@voorbeeld.example", hub=HubFactory.create())
    world.start()

    answer(world.link(contact), "successor", successor_name="Sam Voorbeeld", successor_email="sam@voorbeeld.example")

    assert world.reply(contact).proposed["successor"]["contact"] is None


def test_consents_hold_at_once_with_text_version_and_source(world: World, answer: Callable[..., Any]) -> None:
    contact = world.contact()
    world.start()

    answer(world.link(contact), "consents", consent__directory="on")

    given = Consent.objects.standing().get(contact=contact)
    assert (given.purpose, given.source, given.text_version) == ("directory", "contact", "1")
    assert given.text

    answer(world.link(contact), "undo")
    assert not Consent.objects.standing().filter(contact=contact).exists()


def test_leaving_ends_consents_at_once(world: World, answer: Callable[..., Any]) -> None:
    contact = world.contact()
    Consent.objects.create(contact=contact, purpose="directory", text="x", text_version="1", source="hub")
    world.start()

    answer(world.link(contact), "leave")

    assert world.reply(contact).state == State.LEAVES
    assert not Consent.objects.standing().filter(contact=contact).exists()
    assert Contact.objects.filter(pk=contact.pk).exists()


def test_an_answer_can_be_taken_back(world: World, answer: Callable[..., Any]) -> None:
    contact = world.contact()
    world.start()
    answer(world.link(contact))

    answer(world.link(contact), "undo")

    assert world.reply(contact).state == State.WAITING
    assert HubContact.objects.get(contact=contact).verified_on is None


def test_a_forwarded_link_says_for_whom_it_is_and_can_be_refused(
    world: World, answer: Callable[..., Any], client: Client
) -> None:
    contact = world.contact("Kim Voorbeeld", email="kim@school.example")
    world.start()
    link = world.link(contact)
    page = client.get(link).content.decode()
    assert "k…@school.example" in page

    answer(link, "not-me")

    assert world.reply(contact).state == State.NOT_ME
    assert client.get(link).status_code == 410


def test_a_contact_of_two_hubs_gets_one_mail_and_each_hub_its_answer(world: World, answer: Callable[..., Any]) -> None:
    other = HubFactory.create()
    contact = world.contact(phone="1", email="kim@school.example")
    HubContactFactory.create(hub=other, contact=contact)
    twin = world.contact("Kim Voorbeeld", email="KIM@school.example", phone="2", hub=other)
    world.start(asked=["share"])
    world.start(other, asked=["share"], own_question="Kom je op de markt?")
    assert OutboxMail.objects.filter(kind="network.recalibration").count() == 1

    market = world.reply(contact, other).round_id
    answer(world.link(contact), phone="3", **{"q__share": "Casus", f"q{market}__own": "Ja"})

    assert world.reply(contact).answers == {"share": "Casus"}
    assert world.reply(contact, other).answers == {"share": "Casus", "own": "Ja"}
    assert world.reply(twin, other).proposed["fields"]["phone"] == {"was": "2", "becomes": "3"}


def test_a_wrong_address_gives_a_sentence_and_keeps_what_was_typed(world: World, answer: Callable[..., Any]) -> None:
    contact = world.contact()
    world.start()

    page = answer(world.link(contact), "change", email="geen adres", phone="030 333")

    assert page.status_code == 422
    assert "030 333" in page.content.decode()
    assert world.reply(contact).state == State.WAITING


def test_taking_an_answer_back_takes_only_its_own_touch_back(world: World, answer: Callable[..., Any]) -> None:
    contact = world.contact()
    world.start()
    note_touch(hub=world.hub, contact=contact)  # the ambassador spoke to this person today too
    answer(world.link(contact))
    assert Touch.objects.filter(contact=contact).count() == 2

    answer(world.link(contact), "undo")

    assert Touch.objects.get(contact=contact).source == Touch.Source.TYPED


def test_an_expired_or_broken_link_says_why(world: World, client: Client) -> None:
    contact = world.contact()
    world.start()
    link = world.link(contact)

    assert client.get(f"{link[:-2]}x/").status_code == 404
    LinkGrant.objects.update(expires_at=timezone.now() - timedelta(days=1))
    assert client.get(link).status_code == 410
    assert client.post(link, {"act": "right"}).status_code == 410


def test_after_the_end_nothing_is_taken(world: World, client: Client) -> None:
    contact = world.contact()
    round_ = world.start()
    link = world.link(contact)
    end_round(round=round_, by=world.by)

    late = client.get(link)
    assert late.status_code == 410
    assert "Deze ronde is afgesloten" in late.content.decode()
    assert "/eigen-pagina/" in late.content.decode()
    assert client.post(link, {"act": "leave"}).status_code == 410
    assert world.reply(contact).state == State.WAITING


def test_details_of_the_organisation_may_be_corrected_by_its_contact(world: World, answer: Callable[..., Any]) -> None:
    contact = world.contact()
    world.start()
    organisation = Organisation.objects.get()

    answer(world.link(contact), "change", **{f"o{organisation.pk}__website": "https://school.example/"})

    organisation.refresh_from_db()
    assert organisation.website == ""
    assert (
        world.reply(contact).proposed["organisations"][0]["fields"]["website"]["becomes"] == "https://school.example/"
    )


def test_a_page_that_stood_open_says_nothing_of_what_came_since(
    world: World, client: Client, answer: Callable[..., Any]
) -> None:
    contact = world.contact()
    world.start()
    form = client.get(world.link(contact)).context["form"]
    open_page = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    organisation = OrganisationFactory.create(website="https://nieuw.example/")
    RelationFactory.create(hub=world.hub, organisation=organisation)
    FunctionFactory.create(contact=contact, organisation=organisation, title="bestuurslid")

    client.post(world.link(contact), {**open_page, "act": "right"})

    assert (world.reply(contact).state, world.reply(contact).proposed) == (State.RIGHT, {})


def test_a_web_address_longer_than_the_register_holds_is_refused_at_its_field(
    world: World, answer: Callable[..., Any]
) -> None:
    contact = world.contact()
    world.start()
    field = f"o{Organisation.objects.get().pk}-website"

    page = answer(world.link(contact), "change", **{field: f"https://school.example/{'a' * 200}"})

    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])


@pytest.mark.parametrize("act", ["", "delete", "right'--"])
def test_an_unknown_button_is_no_crash(world: World, answer: Callable[..., Any], act: str) -> None:
    contact = world.contact()
    world.start()

    assert answer(world.link(contact), act).status_code == 303
