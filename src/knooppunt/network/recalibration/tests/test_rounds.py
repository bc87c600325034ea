"""Starting, reminding, looking, calling, ending."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from knooppunt.core import persons, retention
from knooppunt.core.models import OutboxMail
from knooppunt.network.actions.merge_records import merge_contacts
from knooppunt.network.models import (
    Contact,
    ContactFunction,
    HubContact,
    RecalibrationAsk,
    RecalibrationReply,
    RecalibrationRound,
    StakeholderRelation,
)
from knooppunt.network.recalibration.actions import remind_due
from knooppunt.network.recalibration.deciding import DecisionRefused, decide, decide_all_safe, undo_decision
from knooppunt.network.recalibration.ending import end_round, named_difference, report_facts
from knooppunt.network.recalibration.queries import look_at, progress_of, replies_to_call, replies_to_look_at
from knooppunt.network.recalibration.tests.conftest import World
from knooppunt.network.tests.factories import HubFactory
from knooppunt.network.tests.factories_register import ContactFactory, HubContactFactory, OrganisationFactory

State = RecalibrationReply.State


def _days_pass(days: int) -> None:
    for ask in RecalibrationAsk.objects.all():
        RecalibrationAsk.objects.filter(pk=ask.pk).update(sent_at=ask.sent_at - timedelta(days=days))


def test_who_has_no_address_goes_on_the_call_list_at_once(world: World) -> None:
    silent = world.contact("Zonder Voorbeeld", email="")
    world.contact()

    round_ = world.start()

    assert [reply.contact for reply in replies_to_call(round_)] == [silent]
    assert OutboxMail.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"asked": ["share", "support"], "own_question": "Een?", "contacts": []},
        {"closes_on": timezone.localdate()},
        {"closes_on": timezone.localdate() + timedelta(days=400)},
    ],
)
def test_an_impossible_round_is_refused(world: World, wrong: dict[str, Any]) -> None:
    world.contact()

    with pytest.raises(ValidationError):
        world.start(**wrong)
    assert not OutboxMail.objects.exists()


def test_one_round_of_a_hub_at_a_time(world: World) -> None:
    world.contact()
    world.start()

    with pytest.raises(ValidationError):
        world.start()


def test_two_reminders_at_most_and_then_the_call_list(world: World, answer: Callable[..., Any]) -> None:
    silent, prompt = world.contact("Stil Voorbeeld"), world.contact("Vlot Voorbeeld")
    round_ = world.start()
    answer(world.link(prompt))

    assert remind_due() == 0
    _days_pass(11)
    assert (remind_due(), remind_due()) == (1, 0)
    _days_pass(14)
    assert remind_due() == 1
    _days_pass(30)
    assert remind_due() == 0

    assert OutboxMail.objects.filter(to=silent.email).count() == 3
    assert [reply.contact for reply in replies_to_call(round_)] == [silent]
    assert OutboxMail.objects.filter(to=prompt.email).count() == 1


def test_changing_takes_the_answer_over_and_undo_brings_back(world: World, answer: Callable[..., Any]) -> None:
    contact = world.contact(phone="1")
    world.start()
    answer(world.link(contact), "change", phone="2", q__support="Hulp bij toetsen")

    reply = decide(reply=world.reply(contact), decision="change", by=world.by)

    contact.refresh_from_db()
    assert (contact.phone, reply.needs_look) == ("2", False)
    assert StakeholderRelation.objects.get().needs == "Hulp bij toetsen"
    undo_decision(reply=reply, by=world.by)
    contact.refresh_from_db()
    assert (contact.phone, world.reply(contact).needs_look) == ("1", True)


def test_retiring_puts_in_the_bin_and_undo_brings_back(world: World, answer: Callable[..., Any]) -> None:
    contact = world.contact()
    world.start()
    answer(world.link(contact), "leave")

    reply = decide(reply=world.reply(contact), decision="retire", by=world.by)
    assert not Contact.objects.filter(pk=contact.pk).exists()

    undo_decision(reply=reply, by=world.by)
    assert Contact.objects.filter(pk=contact.pk).exists()


def test_changing_as_answered_retires_who_asked_to_leave(
    world: World, ambassador: Client, answer: Callable[..., Any]
) -> None:
    contact = world.contact()
    found = world.start()
    answer(world.link(contact), "leave")

    page = ambassador.get(f"/werkplek/{world.hub.slug}/herijking/{found.pk}/nalopen/").content.decode()
    assert 'value="change"' not in page
    reply = decide(reply=world.reply(contact), decision="change", by=world.by)

    assert reply.decision == "retire"
    assert not Contact.objects.filter(pk=contact.pk).exists()
    assert decide(reply=reply, decision="change", by=world.by).decision == "retire"  # twice is once


def test_retiring_a_contact_of_two_hubs_takes_it_from_one(world: World, answer: Callable[..., Any]) -> None:
    contact, other = world.contact(), HubFactory.create()
    HubContactFactory.create(hub=other, contact=contact, notes="van de ander")
    world.start()
    answer(world.link(contact), "leave")

    decide(reply=world.reply(contact), decision="retire", by=world.by)

    assert list(HubContact.objects.values_list("hub", "notes")) == [(other.pk, "van de ander")]


def test_a_successor_takes_over_the_function(world: World, answer: Callable[..., Any]) -> None:
    contact = world.contact()
    world.start()
    answer(world.link(contact), "successor", successor_name="Sam Voorbeeld", successor_email="sam@voorbeeld.example")

    reply = decide(reply=world.reply(contact), decision="change", by=world.by)

    new = Contact.objects.get(name="Sam Voorbeeld")
    assert ContactFunction.objects.get(contact=new).function == "docent"
    assert ContactFunction.objects.get(contact=contact).until_date == timezone.localdate()
    undo_decision(reply=reply, by=world.by)
    assert not Contact.objects.filter(name="Sam Voorbeeld").exists()
    assert ContactFunction.objects.get(contact=contact).until_date is None


def test_what_changed_here_meanwhile_is_shown_as_a_contradiction(world: World, answer: Callable[..., Any]) -> None:
    contact = world.contact(phone="1")
    round_ = world.start()
    answer(world.link(contact), "change", phone="2")
    Contact.objects.filter(pk=contact.pk).update(phone="3")

    look = look_at(list(replies_to_look_at(round_)))[0]

    assert [(one.was, one.becomes, one.conflict) for one in look.differences] == [("3", "2", True)]


def test_only_what_is_safe_goes_in_bulk(world: World, answer: Callable[..., Any]) -> None:
    safe, mail, leaving = world.contact(phone="1"), world.contact(), world.contact()
    round_ = world.start()
    answer(world.link(safe), "change", phone="2")
    answer(world.link(mail), "change", email="ander@voorbeeld.example")
    answer(world.link(leaving), "leave")

    _mark, done = decide_all_safe(round=round_, by=world.by)
    assert [reply.contact for reply in done] == [safe]
    assert progress_of(round_).look == 2


def test_what_went_in_bulk_is_taken_back_in_one_press(
    world: World, ambassador: Client, answer: Callable[..., Any]
) -> None:
    one, other = world.contact(phone="1"), world.contact(phone="1")
    round_ = world.start()
    for contact in (one, other):
        answer(world.link(contact), "change", phone="2")
    address = f"/werkplek/{world.hub.slug}/herijking/{round_.pk}/nalopen/"

    page = ambassador.post(address, {"act": "safe"}, follow=True)
    assert page.context["together_done"] == 2
    assert b'value="undo-safe" data-key="z"' in page.content
    back = ambassador.post(address, {"act": "undo-safe", "samen": page.context["together"]}, follow=True)

    assert list(Contact.objects.filter(pk__in=[one.pk, other.pk]).values_list("phone", flat=True)) == ["1", "1"]
    assert (back.context["together_done"], back.context["progress"].look) == (0, 2)


def test_taking_all_over_in_a_round_that_a_colleague_just_ended_gives_a_sentence(
    world: World, ambassador: Client, answer: Callable[..., Any]
) -> None:
    contact = world.contact(phone="1")
    round_ = world.start()
    answer(world.link(contact), "change", phone="2")
    end_round(round=round_, by=world.by)

    page = ambassador.post(f"/werkplek/{world.hub.slug}/herijking/{round_.pk}/nalopen/", {"act": "safe"}, follow=True)

    assert "Deze ronde is afgesloten." in page.content.decode()


def test_deciding_twice_changes_nothing_and_contradicting_is_refused(world: World, answer: Callable[..., Any]) -> None:
    contact = world.contact()
    world.start()
    answer(world.link(contact), "leave")
    decide(reply=world.reply(contact), decision="keep", by=world.by)

    assert decide(reply=world.reply(contact), decision="keep", by=world.by).decision == "keep"
    with pytest.raises(DecisionRefused):
        decide(reply=world.reply(contact), decision="retire", by=world.by)


def test_what_one_hub_takes_over_is_settled_at_the_other(world: World, answer: Callable[..., Any]) -> None:
    contact, other = world.contact(phone="1"), HubFactory.create()
    HubContactFactory.create(hub=other, contact=contact)
    world.start()
    world.start(other)
    answer(world.link(contact), "change", phone="2")

    decide(reply=world.reply(contact), decision="change", by=world.by)

    there = world.reply(contact, other)
    assert (there.needs_look, there.decision, there.proposed) == (False, "", {})


def test_erasing_somebody_while_a_round_runs_keeps_the_counts(
    world: World, answer: Callable[..., Any], client: Client
) -> None:
    contact = world.contact(phone="1")
    round_ = world.start()
    link = world.link(contact)
    answer(link, "change", phone="2")

    persons.erase_person(persons.person_of_row(contact), by=world.by)

    reply = round_.replies.get()
    assert (reply.contact, reply.state, reply.proposed) == (None, State.ERASED, {})
    assert progress_of(round_).total == 1
    assert client.get(link).status_code == 404
    assert end_round(round=round_, by=world.by).counts["state_erased"] == 1


def test_a_contact_that_was_binned_or_merged_meanwhile_can_be_kept_or_retired(
    world: World, answer: Callable[..., Any]
) -> None:
    contact = world.contact(phone="1")
    world.start()
    answer(world.link(contact), "change", phone="2")
    Contact.objects.filter(pk=contact.pk).update(binned_at=timezone.now())

    with pytest.raises(DecisionRefused):
        decide(reply=world.reply(contact), decision="change", by=world.by)
    assert decide(reply=world.reply(contact), decision="keep", by=world.by).decision == "keep"


def test_merging_while_a_round_runs_keeps_link_and_answer(
    world: World, answer: Callable[..., Any], client: Client
) -> None:
    kept, gone = world.contact("Kim Voorbeeld", phone="1"), world.contact("K. Voorbeeld", phone="1")
    outside = ContactFactory.create(name="Kim Buiten Voorbeeld")
    round_ = world.start()
    HubContactFactory.create(hub=world.hub, contact=outside)
    link = world.link(gone)
    answer(link, "change", phone="2")
    seen = {one.pk: one.version for one in (kept, gone, outside)}

    merge_contacts(kept=kept, gone=gone, seen=seen, take=[], hubs=[world.hub], by=world.by)

    reply = round_.replies.exclude(contact=kept).get()  # both were asked: this one stays with the record in the bin
    assert client.get(link).status_code == 410
    assert decide(reply=reply, decision="keep", by=world.by).decision == "keep"

    kept.refresh_from_db()
    merge_contacts(
        kept=outside, gone=kept, seen={outside.pk: outside.version, kept.pk: kept.version}, take=[], hubs=[world.hub],
        by=world.by,
    )  # fmt: skip
    other = round_.replies.exclude(pk=reply.pk).get()
    assert other.contact == outside  # not asked itself: the answer comes along
    assert answer(world.link(kept), "right").status_code == 303


def test_the_end_is_a_snapshot_with_the_difference(world: World) -> None:
    stays, goes = world.contact("Blijft Voorbeeld"), world.contact("Gaat Voorbeeld")
    first = end_round(round=world.start(), by=world.by, on=timezone.localdate() - timedelta(days=365))
    assert first.difference == {}
    goes.delete()
    new = world.contact("Nieuw Voorbeeld")
    ContactFunction.objects.filter(contact=stays).update(function="lector")

    second = end_round(round=world.start(), by=world.by)

    said = named_difference(second)["contacts"]
    assert [line.text for line in said["new"]] == [new.name]
    assert [line.text for line in said["changed"]] == [stays.name]
    assert len(said["gone"]) == 1
    assert "Gaat" not in said["gone"][0].text
    facts = report_facts(world.hub, timezone.localdate(), timezone.localdate())
    assert [fact.figures["contacts"] for fact in facts] == [2]
    with pytest.raises(ValidationError):
        end_round(round=second.round, by=world.by)


def test_a_round_that_was_ended_too_early_goes_on_and_its_links_work(
    world: World, ambassador: Client, client: Client, answer: Callable[..., Any]
) -> None:
    contact = world.contact()
    round_ = world.start()
    address = f"/werkplek/{world.hub.slug}/herijking/{round_.pk}/"
    ambassador.post(f"{address}beeindigen/")
    assert client.get(world.link(contact)).status_code == 410
    assert b"heropenen/" in ambassador.get(address).content

    ambassador.post(f"{address}heropenen/")

    answer(world.link(contact))
    assert world.reply(contact).state == State.RIGHT
    assert end_round(round=RecalibrationRound.objects.get(), by=world.by).counts["verified"] == 1


@pytest.mark.parametrize("why", ["late", "followed"])
def test_a_round_of_long_ago_or_with_a_newer_one_stays_closed(world: World, ambassador: Client, why: str) -> None:
    world.contact()
    round_ = world.start()
    end_round(round=round_, by=world.by)
    if why == "late":
        RecalibrationRound.objects.update(ended_at=timezone.now() - timedelta(days=9))
    else:
        world.start()

    page = ambassador.post(f"/werkplek/{world.hub.slug}/herijking/{round_.pk}/heropenen/", follow=True)

    assert "kan niet meer open" in page.content.decode()
    assert RecalibrationRound.objects.get(pk=round_.pk).ended_at is not None


@pytest.mark.parametrize("number", [1, 3])
def test_looking_costs_the_same_for_one_and_for_many(
    world: World, answer: Callable[..., Any], number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    contacts = [world.contact(f"Nummer {one} Voorbeeld", phone="1") for one in range(number)]
    round_ = world.start()
    for contact in contacts:
        answer(world.link(contact), "change", phone="2")

    with django_assert_num_queries(4):
        assert len(look_at(list(replies_to_look_at(round_)))) == number


def test_the_whole_of_a_round_by_its_pages(world: World, ambassador: Client, answer: Callable[..., Any]) -> None:
    contact, silent = world.contact(phone="1"), world.contact("Stil Voorbeeld", email="")
    base = f"/werkplek/{world.hub.slug}/herijking/"
    form = {"title": "Herijking 2026", "closes_on": (timezone.localdate() + timedelta(days=30)).isoformat()}
    assert ambassador.post(f"{base}nieuw/", {**form, "act": "plan", "asked": ["share"]}).status_code == 200
    assert not OutboxMail.objects.exists()
    page = ambassador.post(f"{base}nieuw/", {**form, "act": "send", "asked": ["share"]})
    round_ = world.reply(contact).round
    assert page["Location"].endswith(f"{base}{round_.pk}/")
    answer(world.link(contact), "change", phone="2")

    looked = ambassador.get(f"{base}{round_.pk}/nalopen/")
    assert looked.context["look"].reply.contact == contact
    reply = world.reply(contact)
    after = ambassador.post(f"{base}{round_.pk}/nalopen/", {"reply": reply.pk, "act": "change"}, follow=True)
    assert after.context["done"] == reply
    called = world.reply(silent)
    ambassador.post(f"{base}{round_.pk}/bellen/", {"reply": called.pk, "act": "called"})
    assert HubContact.objects.get(contact=silent).verified_on == timezone.localdate()
    ambassador.post(f"{base}{round_.pk}/beeindigen/")
    assert ambassador.get(f"{base}{round_.pk}/").context["snapshot"].counts["verified"] == 2
    assert ambassador.get(base).status_code == 200


def test_who_works_down_the_call_list_stays_where_that_was(world: World, ambassador: Client) -> None:
    first, second, third = (world.contact(f"{name} Voorbeeld", email="") for name in ("Anna", "Bo", "Cato"))
    round_ = world.start()
    address = f"/werkplek/{world.hub.slug}/herijking/{round_.pk}/bellen/"
    called, onward = world.reply(second), world.reply(third)

    page = ambassador.post(f"{address}?page=1", {"reply": called.pk, "act": "called"})

    assert page["Location"] == f"{address}?net={called.pk}&page=1&bij={onward.pk}#bij"
    shown = ambassador.get(page["Location"])
    assert (shown.context["done"], shown.context["at"]) == (called, onward.pk)
    last = ambassador.post(address, {"reply": onward.pk, "act": "called"})
    assert last["Location"] == f"{address}?net={onward.pk}"
    assert [look.reply.contact for look in ambassador.get(address).context["looks"]] == [first]


def test_before_the_mails_go_one_sees_who_gets_what(world: World, ambassador: Client) -> None:
    world.contact("Kim Voorbeeld")
    world.contact("Stil Voorbeeld", email="")
    form = {"title": "Herijking", "closes_on": (timezone.localdate() + timedelta(days=30)).isoformat()}

    page = ambassador.post(f"/werkplek/{world.hub.slug}/herijking/nieuw/", {**form, "act": "plan"})

    shown = page.content.decode()
    assert "<li>Kim Voorbeeld</li>" in shown
    assert "<li>Stil Voorbeeld</li>" in shown
    subject, text = page.context["example"]
    assert subject in shown
    assert "Dag Kim Voorbeeld," in text
    assert not OutboxMail.objects.exists()


def test_who_asked_lately_is_told_so(world: World, ambassador: Client) -> None:
    world.contact()
    url = f"/werkplek/{world.hub.slug}/herijking/nieuw/"
    words = "Eén mail per jaar is genoeg"
    assert words not in ambassador.get(url).content.decode()
    round_ = world.start()
    end_round(round=round_, by=world.by)
    assert words in ambassador.get(url).content.decode()
    type(round_).objects.update(started_at=timezone.now() - timedelta(days=300))
    assert words not in ambassador.get(url).content.decode()


def test_an_answer_by_mail_reaches_the_hub(world: World) -> None:
    world.hub.role_mailbox = "knooppunt@regio.example"
    world.hub.save()
    world.contact()
    world.start()
    mail = OutboxMail.objects.get()
    assert mail.headers == {"Reply-To": "knooppunt@regio.example"}
    assert "knooppunt@regio.example" in mail.text


def test_what_people_answered_stays_to_be_read_when_it_was_looked_at(
    world: World, ambassador: Client, answer: Callable[..., Any]
) -> None:
    contact, other = world.contact(), world.contact("Sam Voorbeeld", email="sam@voorbeeld.example")
    round_ = world.start(asked=["share"], own_question="Denk je mee over de kennismarkt?")
    own = f"q{round_.pk}__own"
    answer(world.link(contact), remark="Niet op donderdag", **{"q__share": "Een les", own: "Ja, graag"})
    answer(world.link(other), **{own: "Nee"})
    decide(reply=world.reply(contact), decision="change", by=world.by)

    for act in (None, end_round):
        if act:
            act(round=round_, by=world.by)
        page = ambassador.get(f"/werkplek/{world.hub.slug}/herijking/{round_.pk}/")
        assert [(one.question, [text for _who, text in one.answers]) for one in page.context["said"]] == [
            ("Wat wil je met anderen delen?", ["Een les"]),
            ("Denk je mee over de kennismarkt?", ["Ja, graag", "Nee"]),
            ("Opmerkingen", ["Niet op donderdag"]),
        ]
        assert "Ja, graag" in page.content.decode()


def test_the_menu_shows_that_a_round_belongs_to_the_network(world: World, ambassador: Client) -> None:
    page = ambassador.get(f"/werkplek/{world.hub.slug}/herijking/").content.decode()
    assert re.search(r'href="/werkplek/netwerk/" aria-current="(page|true)"', page)


def test_another_hub_sees_nothing_of_a_round(world: World) -> None:
    world.contact()
    round_ = world.start()
    stranger = Client()
    from knooppunt.network.tests.factories_people import MandateFactory

    stranger.force_login(MandateFactory.create(role="ambassador").user)
    base = f"/werkplek/{world.hub.slug}/herijking/"

    for path in ("", f"{round_.pk}/", f"{round_.pk}/nalopen/", f"{round_.pk}/bellen/", "nieuw/"):
        assert stranger.get(base + path).status_code == 403
    assert OrganisationFactory._meta.model.objects.exists()


def test_the_work_of_three_hundred_relations_in_keystrokes(world: World, answer: Callable[..., Any]) -> None:
    """The promise in small: of ten contacts six confirm, two change something safe, one a name, one leaves."""
    people = [world.contact(f"Mens {number} Voorbeeld", phone="1") for number in range(10)]
    round_ = world.start()
    for contact in people[:6]:
        answer(world.link(contact))
    for contact in people[6:8]:
        answer(world.link(contact), "change", phone="2")
    answer(world.link(people[8]), "change", name="Anders Voorbeeld")
    answer(world.link(people[9]), "leave")

    keys = 1  # "a": all that is safe
    decide_all_safe(round=round_, by=world.by)
    for reply in list(replies_to_look_at(round_)):
        decide(reply=reply, decision="retire" if reply.state == State.LEAVES else "change", by=world.by)
        keys += 1

    assert progress_of(round_).look == 0
    assert keys == 3


def test_two_years_after_a_round_only_its_counts_are_left(world: World, answer: Callable[..., Any]) -> None:
    contact = world.contact(phone="1")
    round_ = world.start()
    answer(world.link(contact), "change", phone="2")
    end_round(round=round_, by=world.by)
    retention.run()
    assert world.reply(contact).proposed

    RecalibrationRound.objects.update(ended_at=timezone.now() - timedelta(days=731))
    retention.run()

    reply = world.reply(contact)
    assert (reply.proposed, reply.ask, reply.state) == ({}, None, State.CHANGED)
    assert not RecalibrationAsk.objects.exists()
    assert not [one for one in retention.look() if one.name == "network.recalibration" and one.due]
