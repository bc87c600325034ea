"""What goes wrong around a round: scanners, forwarded links, refused mail, shared mailboxes, closed hubs, old pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from knooppunt.core import persons
from knooppunt.core.models import OutboxMail
from knooppunt.network.actions.hubs import close_hub, reopen_hub
from knooppunt.network.directory.actions import set_own_consents
from knooppunt.network.models import (
    Consent,
    Contact,
    Hub,
    HubContact,
    Organisation,
    RecalibrationAsk,
    RecalibrationReply,
    RecalibrationRound,
    StakeholderRelation,
)
from knooppunt.network.recalibration.actions import open_replies, remind_due
from knooppunt.network.recalibration.deciding import decide, undo_decision
from knooppunt.network.recalibration.ending import end_round
from knooppunt.network.recalibration.queries import look_at, progress_of, replies_to_call, replies_to_look_at
from knooppunt.network.recalibration.tests.conftest import World
from knooppunt.network.tests.factories import HubFactory
from knooppunt.network.tests.factories_people import MandateFactory
from knooppunt.network.tests.factories_register import HubContactFactory

State = RecalibrationReply.State


def consent(contact: Contact, purpose: str = "directory") -> None:
    """As if given on the own page before."""
    Consent.objects.create(contact=contact, purpose=purpose, text="Ja", text_version="1", source="contact")


def standing(contact: Contact) -> set[str]:
    """To what somebody agrees today."""
    return set(Consent.objects.standing().filter(contact=contact).values_list("purpose", flat=True))


# ---- the link -------------------------------------------------------------------------------------------------------
def test_a_scanner_that_opens_the_link_in_every_way_changes_nothing(world: World, client: Client) -> None:
    contact = world.contact()
    round_ = world.start()
    link = world.link(contact)
    before = (list(round_.replies.values()), list(RecalibrationAsk.objects.values()), list(HubContact.objects.values()))

    answers = [client.get(link), client.head(link), client.options(link), client.get(f"{link}?act=right&name=x")]
    answers += [client.get(link, headers={"user-agent": "SafeLinks", "purpose": "prefetch"}) for _again in range(3)]

    assert {answer.status_code for answer in answers} <= {200, 405}
    assert (
        list(round_.replies.values()),
        list(RecalibrationAsk.objects.values()),
        list(HubContact.objects.values()),
    ) == before


def test_who_got_the_link_from_somebody_else_and_pressed_can_be_corrected_by_its_owner(
    world: World, answer: Callable[..., Any], client: Client
) -> None:
    contact = world.contact("Kim Voorbeeld", phone="1")
    world.start()
    link = world.link(contact)
    answer(link)  # somebody else presses "klopt"

    page = client.get(link).content.decode()
    assert 'value="undo"' in page
    answer(link, "undo")
    answer(link, "change", phone="2")

    reply = world.reply(contact)
    assert (reply.state, reply.proposed["fields"]["phone"]["becomes"]) == (State.CHANGED, "2")


def test_two_people_who_share_a_mailbox_get_a_mail_each_and_answer_for_themselves(
    world: World, answer: Callable[..., Any]
) -> None:
    anna = world.contact("Anna Voorbeeld", email="info@school.example", phone="1")
    bert = world.contact("Bert Voorbeeld", email="INFO@school.example", phone="2")
    round_ = world.start()

    mails = OutboxMail.objects.filter(kind="network.recalibration").order_by("pk")
    assert ["Anna" in mail.text for mail in mails] == [True, False]
    assert ["Bert" in mail.text for mail in mails] == [False, True]
    link = world.link(bert)  # the newest to that mailbox
    answer(link)

    assert (world.reply(anna).state, world.reply(bert).state) == (State.WAITING, State.RIGHT)
    assert not replies_to_look_at(round_)


def test_of_a_typed_answer_to_somebody_erased_meanwhile_nothing_is_kept(world: World, client: Client) -> None:
    contact = world.contact("Kim Voorbeeld", email="kim@school.example")
    round_ = world.start()
    link = world.link(contact)
    client.get(link)  # the page stands open, half filled in
    assert OutboxMail.objects.filter(to="kim@school.example").exists()  # not sent yet

    persons.erase_person(persons.person_of_row(contact), by=world.by)

    sent = client.post(link, {"act": "change", "name": "Kim Voorbeeld", "email": "kim@school.example", "phone": "9"})
    assert sent.status_code == 404
    assert not OutboxMail.objects.filter(to="kim@school.example").exists()
    assert not RecalibrationAsk.objects.filter(email="kim@school.example").exists()
    assert remind_due() == 0
    assert round_.replies.get().state == State.ERASED


def test_a_snapshot_before_an_erasure_names_nobody_and_the_next_one_counts_somebody_gone(world: World) -> None:
    goes = world.contact("Kim Weggaan", email="kim@weg.example")
    world.contact("Blijft Voorbeeld")
    first = end_round(round=world.start(), by=world.by, on=timezone.localdate() - timedelta(days=365))
    assert "Weggaan" not in str((first.contacts, first.organisations, first.counts))

    persons.erase_person(persons.person_of_row(goes), by=world.by)
    second = end_round(round=world.start(), by=world.by)

    assert (first.counts["contacts"], second.counts["contacts"]) == (2, 1)
    assert len(second.difference["contacts"]["gone"]) == 1


# ---- consents -------------------------------------------------------------------------------------------------------
def test_a_page_that_stood_open_gives_no_consent_that_was_withdrawn_meanwhile(world: World, client: Client) -> None:
    contact = world.contact()
    consent(contact)
    world.start()
    link = world.link(contact)
    form = client.get(link).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False, "", [])}
    data = {name: "on" if value is True else value for name, value in data.items()}
    assert data["consent-directory"] == "on"
    set_own_consents(contacts=[contact], wanted=set(), source="contact")

    assert client.post(link, {**data, "act": "right"}).status_code == 303

    assert standing(contact) == set()
    assert world.reply(contact).state == State.RIGHT


def test_withdrawing_on_the_page_holds_at_once_and_taking_the_answer_back_brings_it_back(
    world: World, answer: Callable[..., Any]
) -> None:
    contact = world.contact()
    consent(contact)
    consent(contact, "directory_email")
    world.start()

    answer(world.link(contact), "consents", consent__directory_email=None)
    assert standing(contact) == {"directory"}

    answer(world.link(contact), "undo")
    assert standing(contact) == {"directory", "directory_email"}


# ---- mail that does not arrive --------------------------------------------------------------------------------------
def test_a_refused_mail_puts_somebody_on_the_call_list_at_once_and_is_not_repeated(
    world: World, ambassador: Client
) -> None:
    contact = world.contact("Kim Voorbeeld", email="weg@school.example")
    round_ = world.start()
    OutboxMail.objects.update(state=OutboxMail.State.FAILED, last_error="550 no such user")

    assert [reply.contact for reply in replies_to_call(round_)] == [contact]
    assert progress_of(round_).call == 1
    page = ambassador.get(f"/werkplek/{world.hub.slug}/herijking/{round_.pk}/bellen/")
    assert [look.returned for look in page.context["looks"]] == [True]
    RecalibrationAsk.objects.update(sent_at=timezone.now() - timedelta(days=11))
    assert remind_due() == 0

    OutboxMail.objects.update(state=OutboxMail.State.SENT)  # the administrator sent it again
    assert not replies_to_call(round_)


@pytest.mark.parametrize("email", ["", "weg@school.example"])
def test_who_got_an_address_later_is_mailed_from_the_call_list(
    world: World, ambassador: Client, answer: Callable[..., Any], email: str
) -> None:
    contact = world.contact("Kim Voorbeeld", email=email)
    round_ = world.start()
    OutboxMail.objects.update(state=OutboxMail.State.FAILED)
    url = f"/werkplek/{world.hub.slug}/herijking/{round_.pk}/bellen/"
    reply = world.reply(contact)
    assert 'value="ask"' not in ambassador.get(url).content.decode()
    ambassador.post(url, {"reply": reply.pk, "act": "ask"})  # a page that stood open: a sentence, no mail
    assert OutboxMail.objects.count() == bool(email)

    Contact.objects.filter(pk=contact.pk).update(email="nieuw@school.example")
    assert 'value="ask"' in ambassador.get(url).content.decode()
    for _twice in range(2):
        ambassador.post(url, {"reply": reply.pk, "act": "ask"})

    contact.refresh_from_db()
    assert OutboxMail.objects.filter(to="nieuw@school.example").count() == 1
    assert not replies_to_call(round_)
    answer(world.link(contact))
    assert world.reply(contact).state == State.RIGHT


def test_mailing_again_after_the_round_ended_gives_a_sentence(world: World, ambassador: Client) -> None:
    contact = world.contact(email="")
    round_ = world.start()
    reply = world.reply(contact)
    Contact.objects.filter(pk=contact.pk).update(email="nieuw@school.example")
    end_round(round=round_, by=world.by)

    url = f"/werkplek/{world.hub.slug}/herijking/{round_.pk}/bellen/"
    sent = ambassador.post(url, {"reply": reply.pk, "act": "ask"}, follow=True)

    assert sent.status_code == 200
    assert "Deze ronde is afgesloten" in sent.content.decode()
    assert not OutboxMail.objects.exists()


# ---- hubs -----------------------------------------------------------------------------------------------------------
def test_a_closed_hub_asks_nothing_reminds_nobody_and_goes_on_when_it_opens_again(world: World, client: Client) -> None:
    contact = world.contact()
    world.start()
    link = world.link(contact)
    hub = Hub.objects.get(pk=world.hub.pk)
    close_hub(hub=hub, seen=hub.version, by=world.by)

    assert client.get(link).status_code == 410
    assert client.post(link, {"act": "leave"}).status_code == 410
    RecalibrationAsk.objects.update(sent_at=timezone.now() - timedelta(days=11))
    assert remind_due() == 0
    with pytest.raises(ValidationError, match=r"gesloten"):
        world.start()

    hub.refresh_from_db()
    reopen_hub(hub=hub, seen=hub.version, by=world.by)
    assert client.get(link).status_code == 200
    assert world.reply(contact).state == State.WAITING


def test_of_two_hubs_in_one_mail_the_closed_one_drops_out_and_the_other_gets_its_answer(
    world: World, answer: Callable[..., Any]
) -> None:
    other = HubFactory.create()
    contact = world.contact("Kim Voorbeeld")
    HubContactFactory.create(hub=other, contact=contact)
    world.start()
    world.start(other)
    close_hub(hub=Hub.objects.get(pk=other.pk), seen=Hub.objects.get(pk=other.pk).version, by=None)

    answer(world.link(contact))

    assert (world.reply(contact).state, world.reply(contact, other).state) == (State.RIGHT, State.WAITING)
    assert [reply.round.hub for reply in open_replies(RecalibrationAsk.objects.get())] == [world.hub]


def test_starting_twice_by_two_ambassadors_makes_one_round_and_one_mail(world: World, ambassador: Client) -> None:
    world.contact()
    partner = Client()
    partner.force_login(MandateFactory.create(role="ambassador", hub=world.hub).user)
    url = f"/werkplek/{world.hub.slug}/herijking/nieuw/"
    closes = (timezone.localdate() + timedelta(days=30)).isoformat()
    form = {"title": "Herijking 2026", "closes_on": closes, "act": "send", "asked": ["share"]}

    answers = [ambassador.post(url, form), partner.post(url, form), ambassador.post(url, form)]

    assert [answer.status_code for answer in answers] == [302, 422, 422]
    assert "Herijking 2026" in answers[1].content.decode()  # what was typed stays
    assert (RecalibrationRound.objects.count(), OutboxMail.objects.count()) == (1, 1)


# ---- deciding -------------------------------------------------------------------------------------------------------
def test_two_ambassadors_at_the_same_record_the_second_reads_that_it_was_decided(
    world: World, ambassador: Client, answer: Callable[..., Any]
) -> None:
    contact = world.contact(phone="1")
    round_ = world.start()
    answer(world.link(contact), "change", phone="2")
    partner = Client()
    partner.force_login(MandateFactory.create(role="ambassador", hub=world.hub).user)
    url = f"/werkplek/{world.hub.slug}/herijking/{round_.pk}/nalopen/"
    reply = world.reply(contact)
    assert ambassador.get(url).context["look"].reply == partner.get(url).context["look"].reply

    ambassador.post(url, {"reply": reply.pk, "act": "change"})
    second = partner.post(url, {"reply": reply.pk, "act": "retire"}, follow=True)
    same = partner.post(url, {"reply": reply.pk, "act": "change"}, follow=True)

    contact.refresh_from_db()
    assert (contact.phone, contact.is_binned, world.reply(contact).decided_by) == ("2", False, world.by)
    assert "al over" in second.content.decode() or "besliste" in second.content.decode()
    assert same.status_code == 200


def test_what_the_contact_said_of_the_organisation_can_be_taken_back_and_shows_what_changed_here(
    world: World, answer: Callable[..., Any]
) -> None:
    contact = world.contact()
    round_ = world.start()
    organisation = Organisation.objects.get()
    answer(world.link(contact), "change", **{f"o{organisation.pk}__website": "https://nieuw.example/"})
    Organisation.objects.filter(pk=organisation.pk).update(website="https://ander.example/")

    look = look_at(list(replies_to_look_at(round_)))[0]
    assert [(one.was, one.becomes, one.conflict) for one in look.differences] == [
        ("https://ander.example/", "https://nieuw.example/", True)
    ]
    reply = decide(reply=world.reply(contact), decision="change", by=world.by)
    organisation.refresh_from_db()
    assert organisation.website == "https://nieuw.example/"
    assert StakeholderRelation.objects.get().verified_on == timezone.localdate()

    undo_decision(reply=reply, by=world.by)
    organisation.refresh_from_db()
    assert (organisation.website, StakeholderRelation.objects.get().verified_on) == ("https://ander.example/", None)


def test_taking_a_decision_back_takes_the_answers_out_of_the_register_too(
    world: World, answer: Callable[..., Any]
) -> None:
    contact = world.contact()
    relation = StakeholderRelation.objects.get()
    StakeholderRelation.objects.filter(pk=relation.pk).update(needs="Stond er al")
    world.start(asked=["share", "support"])
    answer(world.link(contact), q__share="Een casus", q__support="Hulp")
    reply = decide(reply=world.reply(contact), decision="change", by=world.by)
    relation.refresh_from_db()
    assert (relation.brings, relation.needs) == ("Een casus", "Stond er al\nHulp")

    StakeholderRelation.objects.filter(pk=relation.pk).update(brings="Een casus, in maart")  # somebody wrote on
    undo_decision(reply=reply, by=world.by)

    relation.refresh_from_db()
    assert (relation.brings, relation.needs) == ("Een casus, in maart", "Stond er al")
