"""What somebody answers on the page behind the link, and taking it back. Each hub gets its own answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from knooppunt.core import grants
from knooppunt.core.models import LinkGrant
from knooppunt.network.actions.consents import give_consent, withdraw_consent
from knooppunt.network.actions.touches import note_touch, take_back_touch
from knooppunt.network.consent_texts import asked_of
from knooppunt.network.models import (
    Consent,
    Contact,
    ContactFunction,
    HubContact,
    Organisation,
    RecalibrationAsk,
    RecalibrationReply,
    StakeholderRelation,
    Touch,
)
from knooppunt.network.names import tidy
from knooppunt.network.recalibration.actions import SCOPE, SUBJECT, hub_contact_of, open_replies
from knooppunt.network.recalibration.answers import changed_fields, conflicts, needs_look, same_person, state_of

State = RecalibrationReply.State
SOURCE = Consent.Source.CONTACT


@dataclass
class Answered:
    """The whole form, clean. ``functions``: number → (still here, title). ``answers``: number of a round → code →
    answer. ``organisations``: number → field → value. ``consents``: purpose → given (or withdrawn), only what was
    changed on the page: one that lay open for a while gives nothing that was withdrawn elsewhere.
    """

    fields: dict[str, Any] = field(default_factory=dict)
    functions: dict[int, tuple[bool, str]] = field(default_factory=dict)
    elsewhere: dict[str, str] = field(default_factory=dict)
    successor: dict[str, str] = field(default_factory=dict)
    organisations: dict[int, dict[str, str]] = field(default_factory=dict)
    answers: dict[int, dict[str, str]] = field(default_factory=dict)
    consents: dict[str, bool] = field(default_factory=dict)
    remark: str = ""
    leaves: bool = False


def receive(*, ask: RecalibrationAsk, grant: LinkGrant, answered: Answered) -> list[RecalibrationReply]:
    """Keep an answer, for every round that this mail is about. A second answer takes the place of the first, unless
    somebody decided about that already; then nothing changes there.

    Consents hold at once; what was only confirmed counts as verified at once; the rest waits for a look.
    Raises ``grants.GrantRefused`` when the link has ended.
    """
    with transaction.atomic():
        grants.use(grant)
        kept = []
        for reply in open_replies(_locked(ask), lock=True):
            if reply.decision:
                continue
            _take_back(reply)
            _keep(reply, answered)
            kept.append(reply)
        _consent({reply.contact_id for reply in kept}, answered.consents, kept)
        RecalibrationAsk.objects.filter(pk=ask.pk).update(answered_at=timezone.now(), refused_at=None)
    return kept


def take_back(*, ask: RecalibrationAsk) -> list[RecalibrationReply]:
    """The person takes the answer back: as if nothing was answered, also the consents. What was decided stays."""
    with transaction.atomic():
        back = [
            reply
            for reply in open_replies(_locked(ask), lock=True)
            if not reply.decision and reply.state != State.WAITING
        ]
        for reply in back:
            _take_back(reply)
            reply.save()
        RecalibrationAsk.objects.filter(pk=ask.pk).update(answered_at=None, refused_at=None)
    return back


def not_me(*, ask: RecalibrationAsk, grant: LinkGrant) -> None:
    """The mail reached somebody else: every link of it ends, and the hubs see that the address may be wrong."""
    with transaction.atomic():
        grants.use(grant)
        grants.revoke_all(scope=SCOPE, subject_kind=SUBJECT, subject_id=ask.pk)
        ask.replies.filter(decision="", state=State.WAITING).update(state=State.NOT_ME, needs_look=True)
        RecalibrationAsk.objects.filter(pk=ask.pk).update(refused_at=timezone.now())


def _locked(ask: RecalibrationAsk) -> RecalibrationAsk:
    """Two answers at the same time come one after the other."""
    return RecalibrationAsk.objects.select_for_update(of=("self",)).get(pk=ask.pk)


def _keep(reply: RecalibrationReply, answered: Answered) -> None:
    contact = reply.contact
    assert contact is not None
    proposed: dict[str, Any] = {
        "fields": changed_fields(contact, answered.fields),
        "functions": _functions(contact, answered),
        "elsewhere": answered.elsewhere if answered.elsewhere.get("organisation") else {},
        "successor": _successor(reply, answered),
        "organisations": _organisations(reply, answered),
    }
    proposed = {name: value for name, value in proposed.items() if value}
    reply.proposed = proposed
    reply.answers = {code: text for code, text in answered.answers.get(reply.round_id, {}).items() if text}
    reply.remark = answered.remark.strip()
    reply.state = state_of(proposed, leaves=answered.leaves, conflict=bool(conflicts(contact, proposed)))
    reply.needs_look = needs_look(reply.state, reply.answers, reply.remark)
    reply.answered_at = timezone.now()
    known = hub_contact_of(reply)
    if known is not None and not answered.leaves:
        reply.undo = {"verified_on": known.verified_on.isoformat() if known.verified_on else None}
        if reply.state == State.RIGHT:
            HubContact.objects.filter(pk=known.pk).update(verified_on=timezone.localdate(), verified_by=None)
    note_touch(hub=reply.round.hub, contact=contact, source=Touch.Source.RECALIBRATION)
    reply.save()


def _take_back(reply: RecalibrationReply) -> None:
    """In memory, but for the day of verification and the consents."""
    if reply.state == State.WAITING:
        return
    if "verified_on" in reply.undo:
        HubContact.objects.filter(hub_id=reply.round.hub_id, contact_id=reply.contact_id or 0).update(
            verified_on=reply.undo["verified_on"]
        )
    contact = reply.contact
    for purpose, stood in reply.undo.get("consents", {}).items():
        if contact is not None:
            _set_consent(contact, purpose, wanted=stood)
    if contact is not None:
        on = timezone.localdate(reply.answered_at) if reply.answered_at else None
        take_back_touch(hub=reply.round.hub, contact=contact, on=on, source=Touch.Source.RECALIBRATION)
    reply.state, reply.proposed, reply.answers, reply.remark = State.WAITING, {}, {}, ""
    reply.needs_look, reply.answered_at, reply.undo = False, None, {}


def _functions(contact: Contact, answered: Answered) -> list[dict[str, Any]]:
    found = []
    for row in ContactFunction.objects.current().filter(contact=contact):
        here, title = answered.functions.get(row.pk, (True, row.title))
        if not here:
            found.append({"function": row.pk, "organisation": row.organisation_id, "was": str(row), "ended": True})
        elif tidy(title) != row.title:
            found.append(
                {"function": row.pk, "organisation": row.organisation_id, "was": row.title, "title": tidy(title)[:120]}
            )
    return found


def _successor(reply: RecalibrationReply, answered: Answered) -> dict[str, Any]:
    name, email = tidy(answered.successor.get("name", "")), answered.successor.get("email", "").strip().lower()
    contact = reply.contact
    if not name or contact is None or same_person(contact, name, email):
        return {}
    mine = Contact.objects.filter(hub_contacts__hub_id=reply.round.hub_id).exclude(pk=contact.pk)
    known = next((one for one in mine.only("name", "email") if same_person(one, name, email)), None)
    return {"name": name[:200], "email": email, "contact": known.pk if known else None}


def _organisations(reply: RecalibrationReply, answered: Answered) -> list[dict[str, Any]]:
    """Details of organisations that this hub works with, as far as they were answered otherwise."""
    works_with = StakeholderRelation.objects.filter(hub_id=reply.round.hub_id).values("organisation_id")
    found = []
    for organisation in Organisation.objects.filter(pk__in=list(answered.organisations)).filter(pk__in=works_with):
        given = answered.organisations[organisation.pk]
        fields = {
            name: {"was": getattr(organisation, name), "becomes": value.strip()}
            for name, value in given.items()
            if value.strip() != getattr(organisation, name)
        }
        if fields:
            found.append({"organisation": organisation.pk, "fields": fields})
    return found


def _consent(contacts: set[int | None], changed: dict[str, bool], replies: list[RecalibrationReply]) -> None:
    rows = Contact.objects.filter(pk__in=[pk for pk in contacts if pk])
    for contact in rows:
        standing = set(Consent.objects.standing().filter(contact=contact).values_list("purpose", flat=True))
        before = {
            purpose: purpose in standing
            for purpose, wanted in changed.items()
            if asked_of(purpose) and (purpose in standing) != wanted
        }
        for purpose in before:
            _set_consent(contact, purpose, wanted=changed[purpose])
        for reply in replies:
            if reply.contact_id == contact.pk and before:
                reply.undo = {**reply.undo, "consents": before}
                reply.save(update_fields=["undo"])


def _set_consent(contact: Contact, purpose: str, *, wanted: bool) -> None:
    asked = asked_of(purpose)
    if asked is None:
        return
    if wanted:
        give_consent(contact=contact, purpose=purpose, text=str(asked.text), text_version=asked.version, source=SOURCE)
    else:
        withdraw_consent(contact=contact, purpose=purpose, source=SOURCE)
