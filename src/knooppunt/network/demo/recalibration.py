"""A round that ended last year and one that runs, with answers of all kinds. Made anew relative to today."""

from __future__ import annotations

import datetime as dt
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from knooppunt.network.actions.consents import give_consent
from knooppunt.network.consent_texts import ASKED
from knooppunt.network.models import (
    Contact,
    Hub,
    HubContact,
    RecalibrationAsk,
    RecalibrationReply,
    RecalibrationRound,
    Succession,
)
from knooppunt.network.recalibration.ending import take_snapshot

NHF, LIGARE = "noord-holland-flevoland", "ligare"
State = RecalibrationReply.State
# first name of the contact, how the round hears of it, what was answered
ANSWERS: list[tuple[str, str, dict[str, object], dict[str, str], str]] = [
    ("Anna", State.RIGHT, {}, {}, ""),
    ("Bram", State.RIGHT, {}, {"share": "Voorbeeld: een lessenserie over gesprekken in de laatste fase."}, ""),
    ("Carla", State.CHANGED, {"fields": {"phone": {"was": "", "becomes": "020 555 0101"}}}, {}, ""),
    ("Daan", State.CHANGED, {"fields": {"email": {"was": "", "becomes": "d.voorbeeld@ijoever.example"}}}, {},
     "Voorbeeld: mijn oude adres stopt in de zomer."),
    ("Esra", State.SUCCESSOR, {"successor": {"name": "Yara Voorbeeld", "email": "yara@amstelland.example",
                                              "contact": None}}, {}, ""),
    ("Femke", State.LEAVES, {}, {}, ""),
    ("Gijs", State.WAITING, {}, {}, ""),
    ("Hanna", State.NOT_ME, {}, {}, ""),
    ("Ilias", State.RIGHT, {}, {"support": "Voorbeeld: graag voorbeelden van toetsvragen."}, ""),
]  # fmt: skip


def load_demo_recalibration() -> str:
    """Load both rounds, once."""
    hub = Hub.objects.filter(slug=NHF).first()
    if hub is None or RecalibrationRound.objects.filter(hub=hub).exists():
        return "0 rounds"
    with transaction.atomic():
        _ended(hub)
        _running(hub)
        _successor(hub)
        _other_hub()
        _members()
    return "3 rounds of the recalibration"


def _contacts(hub: Hub) -> list[Contact]:
    return list(Contact.objects.filter(hubs=hub).order_by("pk"))


def _round(hub: Hub, title: str, began: dt.datetime, days: int) -> RecalibrationRound:
    """Made by hand, not by ``start_round``: example data sends no mail."""
    return RecalibrationRound.objects.create(
        hub=hub,
        title=title,
        about="Alle contacten (voorbeeld)",
        questions=["framework", "share", "support"],
        closes_on=timezone.localdate(began) + timedelta(days=days),
        started_at=began,
    )


def _reply(round_: RecalibrationRound, contact: Contact, state: str, **values: object) -> RecalibrationReply:
    sent = round_.started_at
    answered = state not in {State.WAITING, State.NO_ADDRESS, State.NOT_ME}
    ask = RecalibrationAsk.objects.create(
        email=contact.email,
        sent_at=sent,
        reminders=0 if answered else 2,
        answered_at=sent + timedelta(days=2) if answered else None,
        refused_at=sent + timedelta(days=2) if state == State.NOT_ME else None,
    )
    return RecalibrationReply.objects.create(
        round=round_, contact=contact, ask=ask, state=state, answered_at=ask.answered_at, **values
    )


def _confirmed(round_: RecalibrationRound, contacts: list[Contact]) -> None:
    """They said that all is right, which confirmed their record."""
    for contact in contacts:
        reply = _reply(round_, contact, State.RIGHT)
        HubContact.objects.filter(hub_id=round_.hub_id, contact=contact).update(
            verified_on=timezone.localdate(reply.answered_at)
        )


def _ended(hub: Hub) -> None:
    began = timezone.now() - timedelta(days=400)
    round_ = _round(hub, f"Herijking {timezone.localdate(began).year}", began, 30)
    contacts = _contacts(hub)
    _confirmed(round_, contacts[:-1])
    RecalibrationRound.objects.filter(pk=round_.pk).update(ended_at=began + timedelta(days=35))
    first = take_snapshot(round_, on=timezone.localdate(began + timedelta(days=35)))
    # Since then somebody came and an organisation went further: the difference of the next one shows it.
    first.contacts.pop(str(contacts[-1].pk), None)
    first.contacts["9000001"] = {"at": [[int(next(iter(first.organisations))), "docent"]], "verified": True}
    first.organisations[next(iter(first.organisations))]["stage"] = "unknown"
    first.save(update_fields=["contacts", "organisations"])


def _running(hub: Hub) -> None:
    began = timezone.now() - timedelta(days=26)
    round_ = _round(hub, f"Herijking {timezone.localdate().year}", began, 42)
    by_name = {contact.name.split()[0]: contact for contact in _contacts(hub)}
    for first, state, proposed, answers, remark in ANSWERS:
        contact = by_name.get(first)
        if contact is None:
            continue
        fields = proposed.get("fields")
        if isinstance(fields, dict):
            proposed = {
                "fields": {
                    name: {"was": getattr(contact, name), "becomes": pair["becomes"]} for name, pair in fields.items()
                }
            }
        _reply(
            round_,
            contact,
            state,
            proposed=proposed,
            answers=answers,
            remark=remark,
            needs_look=state not in {State.RIGHT, State.WAITING} or bool(answers),
        )
        if state == State.RIGHT:
            HubContact.objects.filter(hub=hub, contact=contact).update(verified_on=timezone.localdate())


def _other_hub() -> None:
    """Another hub has an ended round, of which the first hub sees nothing."""
    hub = Hub.objects.filter(slug=LIGARE).first()
    if hub is None:
        return
    _successor(hub)
    began = timezone.now() - timedelta(days=120)
    round_ = _round(hub, f"Herijking {timezone.localdate(began).year}", began, 30)
    _confirmed(round_, _contacts(hub))
    RecalibrationRound.objects.filter(pk=round_.pk).update(ended_at=began + timedelta(days=33))
    take_snapshot(round_, on=timezone.localdate(began + timedelta(days=33)))


def _successor(hub: Hub) -> None:
    """Somebody who stops named a successor on the own page: it waits on "deze week"."""
    Succession.objects.create(
        hub=hub, contact=_contacts(hub)[-1], name="Sietske Voorbeeld", email="sietske@school.example"
    )


def _members() -> None:
    """Some are in the directory, each with what that person agreed to; one has an account."""
    texts = {asked.purpose: asked for asked in ASKED}
    wanted = {
        "Anna Voorbeeld": (["directory", "directory_topics", "directory_email"], ["raamwerk"], ["rouw"]),
        "Jolien Voorbeeld": (["directory", "directory_topics"], ["stervensfase"], ["raamwerk"]),
        "Gijs Voorbeeld": (["directory", "directory_phone"], [], []),
        "Karim Voorbeeld": (["directory"], [], ["cultuur"]),
    }
    for name, (purposes, interests, expertise) in wanted.items():
        for contact in Contact.objects.filter(name=name):
            contact.interests, contact.expertise = interests, expertise
            contact.save(update_fields=["interests", "expertise"])
            for purpose in purposes:
                asked = texts[purpose]
                give_consent(
                    contact=contact, purpose=purpose, text=str(asked.text), text_version=asked.version, source="hub"
                )
    hub = Hub.objects.get(slug=NHF)
    if not Contact.objects.filter(email="contactpersoon@demo.example").exists():
        kim = Contact.objects.create(
            name="Kim Voorbeeld", email="contactpersoon@demo.example", sort_name="kim voorbeeld", sector="mbo"
        )
        HubContact.objects.create(hub=hub, contact=kim)
