"""The look of the ambassador: keep, change or retire, one after the other or in bulk where that is safe; with undo."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.core import bin as core_bin
from knooppunt.core import changes
from knooppunt.core.models import BinBatch
from knooppunt.core.versions import Conflict, save_version
from knooppunt.network.actions.contacts import (
    FIELDS,
    FunctionData,
    add_function,
    update_contact,
)
from knooppunt.network.actions.leaving import let_go, rejoin
from knooppunt.network.actions.stakeholders import verify_contact, verify_relation
from knooppunt.network.models import (
    Contact,
    ContactFunction,
    HubContact,
    Organisation,
    RecalibrationReply,
    RecalibrationRound,
    StakeholderRelation,
)
from knooppunt.network.names import fold
from knooppunt.network.recalibration.actions import hub_contact_of
from knooppunt.network.recalibration.answers import is_safe
from knooppunt.network.recalibration.questions import Answer, questions
from knooppunt.network.signing import signed
from knooppunt.network.succession.moving import hand_over, take_back
from knooppunt.network.succession.queries import alike

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

Decision = RecalibrationReply.Decision
KIND, ORGANISATION = "network.contact", "network.organisation"


class DecisionRefused(Exception):
    """It cannot be decided like this; the text is a sentence for the ambassador."""


def decide(
    *, reply: RecalibrationReply, decision: str, by: User, fresh: bool = False, together: str = ""
) -> RecalibrationReply:
    """Decide about one reply. Deciding twice changes nothing the second time. ``fresh``: a successor who is called like
    somebody known is somebody else. ``together``: a mark of all that are decided in one press.

    *keep*: we leave it as it is; *change*: what was answered goes into the register; *retire*: the hub lets go of the
    contact; *called*: confirmed by telephone. Whoever asked to leave is retired by *change* too: that is what was
    answered. Raises ``DecisionRefused`` when it was decided by somebody else or the
    contact is gone, ``Conflict`` when somebody changed the record at this moment.
    """
    with transaction.atomic():
        rows = RecalibrationReply.objects.select_for_update(of=("self",)).select_related("round__hub", "contact")
        reply = rows.get(pk=reply.pk)
        if decision == Decision.CHANGE and reply.state == RecalibrationReply.State.LEAVES:
            decision = Decision.RETIRE
        if reply.decision:
            if reply.decision != decision:
                raise DecisionRefused(_("Somebody decided about this one already."))
            return reply
        if reply.round.ended_at is not None:
            raise DecisionRefused(_("This round has ended."))
        contact, known = reply.contact, hub_contact_of(reply)
        undo: dict[str, Any] = {"looked": reply.needs_look, **({"together": together} if together else {})}
        if contact is not None and known is not None and not contact.is_binned:
            if decision == Decision.CHANGE:
                undo |= _change(reply, contact, by, fresh=fresh)
            elif decision == Decision.RETIRE:
                undo |= _retire(reply, contact, by)
            if decision != Decision.RETIRE:
                undo["verified_on"] = known.verified_on.isoformat() if known.verified_on else None
                if decision != Decision.KEEP or reply.answered_at:
                    verify_contact(hub_contact=known, by=by)
        elif decision in {Decision.CHANGE, Decision.CALLED}:
            raise DecisionRefused(_("This contact is no longer in the register. You can only keep or retire."))
        reply.decision, reply.decided_by, reply.decided_at = decision, by, timezone.now()
        reply.undo, reply.needs_look = {**reply.undo, "decision": undo}, False
        reply.save()
        _settle_siblings(reply)
    return reply


def decide_all_safe(*, round: RecalibrationRound, by: User) -> tuple[str, list[RecalibrationReply]]:
    """Take over in one press what can do no harm: answers to questions, telephone numbers, interests. Returns the mark
    by which ``undo_together`` takes them back, and the replies. What a colleague decides or changes at this moment is
    passed over.

    Raises ``DecisionRefused`` when the round has ended.
    """
    if RecalibrationRound.objects.filter(pk=round.pk, ended_at__isnull=False).exists():
        raise DecisionRefused(_("This round has ended."))
    mark, done = uuid.uuid4().hex, []
    rows = round.replies.filter(needs_look=True, decision="").select_related("round__hub", "contact")
    for reply in [one for one in rows if is_safe(one)]:
        try:
            done.append(decide(reply=reply, decision=Decision.CHANGE, by=by, together=mark))
        except (DecisionRefused, Conflict):
            continue
    return mark, done


def decided_together(*, round: RecalibrationRound, mark: str) -> QuerySet[RecalibrationReply]:
    """What was decided in one press and still stands so."""
    return round.replies.filter(decision=Decision.CHANGE, undo__decision__together=mark)


def undo_together(*, round: RecalibrationRound, mark: str, by: User) -> int:
    """Take back all that was decided in one press; returns how many. Raises as ``undo_decision`` does, all or nothing."""
    with transaction.atomic():
        return len([undo_decision(reply=one, by=by) for one in decided_together(round=round, mark=mark)])


def undo_decision(*, reply: RecalibrationReply, by: User) -> RecalibrationReply:
    """Back to the pile, with the register as it was. What somebody changed there since then stays.

    Raises ``DecisionRefused`` when nothing was decided, the round has ended, or a deleted record cannot come back.
    """
    with transaction.atomic():
        reply = RecalibrationReply.objects.select_related("round__hub", "contact").get(pk=reply.pk)
        if not reply.decision or reply.round.ended_at is not None:
            raise DecisionRefused(_("There is nothing to take back here."))
        undo = reply.undo.get("decision", {})
        try:
            _bring_back(reply, undo, by)
        except (core_bin.RestoreRefused, ValidationError) as error:
            raise DecisionRefused(str(error)) from error
        if "verified_on" in undo:
            HubContact.objects.filter(hub_id=reply.round.hub_id, contact_id=reply.contact_id or 0).update(
                verified_on=undo["verified_on"]
            )
        reply.decision, reply.decided_by, reply.decided_at = "", None, None
        reply.needs_look = bool(undo.get("looked", True))
        reply.undo = {name: value for name, value in reply.undo.items() if name != "decision"}
        reply.save()
    return reply


def organisations_of(reply: RecalibrationReply) -> list[Organisation]:
    """Where the contact works, as far as the round's hub works with them."""
    at = ContactFunction.objects.current().filter(contact_id=reply.contact_id or 0)
    mine = StakeholderRelation.objects.filter(hub_id=reply.round.hub_id)
    return list(
        Organisation.objects.filter(pk__in=at.values("organisation_id")).filter(pk__in=mine.values("organisation_id"))
    )


def _change(reply: RecalibrationReply, contact: Contact, by: User, *, fresh: bool) -> dict[str, Any]:
    proposed = reply.proposed
    undo: dict[str, Any] = {}
    fields = proposed.get("fields", {})
    if fields:
        undo["fields"] = {name: getattr(contact, name) for name in fields}
        values = {name: getattr(contact, name) for name in FIELDS}
        values |= {name: pair["becomes"] for name, pair in fields.items()}
        update_contact(contact=contact, seen=contact.version, values=values, hubs=[], among=[], by=by)
    undo["functions"] = _change_functions(proposed)
    elsewhere, successor = proposed.get("elsewhere"), proposed.get("successor")
    if elsewhere:
        undo["elsewhere"] = _works_elsewhere(reply, contact, elsewhere, by)
    undo["answers"] = {}
    for code, value in reply.answers.items():
        question = questions.get(code)
        if question is not None:
            undo["answers"][code] = question.take(Answer(reply.round.hub, contact, organisations_of(reply), value), by)
    undo["organisations"] = [
        done for one in proposed.get("organisations", []) for done in _organisation(reply, one, by)
    ]
    if successor:
        undo["successor"] = _hand_over(reply, contact, successor, by, fresh=fresh)
    changes.record(KIND, [contact.pk])
    return {name: value for name, value in undo.items() if value}


def _change_functions(proposed: dict[str, Any]) -> list[dict[str, Any]]:
    done = []
    for one in proposed.get("functions", []):
        row = ContactFunction.objects.filter(pk=one["function"]).first()
        if row is None:
            continue
        done.append({"pk": row.pk, "title": row.title, "until": row.until_date.isoformat() if row.until_date else None})
        if one.get("ended"):
            row.until_date = max(timezone.localdate(), row.from_date or timezone.localdate())
        else:
            row.title = one["title"]
        row.save(update_fields=["until_date", "title"])
    return done


def _works_elsewhere(
    reply: RecalibrationReply, contact: Contact, elsewhere: dict[str, str], by: User
) -> dict[str, Any]:
    """A function at an organisation that we know; a line in the hub's notes about one that we do not."""
    folded = fold(elsewhere["organisation"])
    organisation = Organisation.objects.named(folded).first()
    if organisation is not None:
        data = FunctionData(organisation, title=elsewhere["title"][:120], from_date=timezone.localdate())
        return {"function": add_function(contact=contact, function=data, by=by).pk}
    known = hub_contact_of(reply)
    assert known is not None
    before = known.notes
    line = f"{elsewhere['organisation']} {elsewhere['title']}".strip()
    known.notes = f"{before}\n{line}".strip()
    known.save(update_fields=["notes"])
    return {"notes": before, "after": known.notes}


def _organisation(reply: RecalibrationReply, one: dict[str, Any], by: User) -> list[dict[str, Any]]:
    """What its contact said of an organisation goes into the shared register; returns what stood there."""
    organisation = Organisation.objects.filter(pk=one["organisation"]).first()
    relation = StakeholderRelation.objects.filter(
        hub_id=reply.round.hub_id, organisation_id=one["organisation"]
    ).first()
    if organisation is None or relation is None:
        return []
    was = {name: getattr(organisation, name) for name in one["fields"]}
    _write_organisation(organisation, {name: pair["becomes"] for name, pair in one["fields"].items()}, by)
    verified = relation.verified_on.isoformat() if relation.verified_on else None
    verify_relation(relation=relation, by=by)
    return [{"pk": organisation.pk, "was": was, "relation": relation.pk, "verified_on": verified}]


def _write_organisation(organisation: Organisation, values: dict[str, str], by: User) -> None:
    for name, value in values.items():
        setattr(organisation, name, value)
    save_version(signed(organisation, by), seen=organisation.version, fields=list(values))
    changes.record(ORGANISATION, [organisation.pk])


def _organisations_back(reply: RecalibrationReply, undo: dict[str, Any], by: User) -> None:
    """As far as nobody changed it since."""
    said = {one["organisation"]: one["fields"] for one in reply.proposed.get("organisations", [])}
    for done in undo.get("organisations", []):
        organisation = Organisation.objects.filter(pk=done["pk"]).first()
        if organisation is None:
            continue
        written = said.get(done["pk"], {})
        back = {
            name: was
            for name, was in done["was"].items()
            if name in written and getattr(organisation, name) == written[name]["becomes"]
        }
        if back:
            _write_organisation(organisation, back, by)
        StakeholderRelation.objects.filter(pk=done["relation"]).update(verified_on=done["verified_on"])


def _hand_over(
    reply: RecalibrationReply, contact: Contact, successor: dict[str, Any], by: User, *, fresh: bool
) -> dict[str, Any]:
    """The successor goes on. Recognised anew: since the answer, somebody may have made the record."""
    hub = reply.round.hub
    known = None if fresh else next(iter(alike(hub, contact, successor["name"], successor["email"])), None)
    return hand_over(hub=hub, contact=contact, successor=known, name=successor["name"], email=successor["email"], by=by)


def _retire(reply: RecalibrationReply, contact: Contact, by: User) -> dict[str, Any]:
    """Out of this hub; into the bin when no other hub knows the contact."""
    gone = let_go(hubs=[reply.round.hub], pks=[contact.pk], by=by)
    return {"left": gone.left} if gone.left else {"batch": gone.batch}


def _bring_back(reply: RecalibrationReply, undo: dict[str, Any], by: User) -> None:
    contact = reply.contact
    if "batch" in undo:
        batch = BinBatch.objects.filter(pk=undo["batch"]).first()
        if batch is None:
            raise DecisionRefused(_("This contact is gone for good."))
        core_bin.restore(batch, by=by)
    if contact is None:
        return
    rejoin(undo.get("left", []))
    fields = undo.get("fields", {})
    written = {name: reply.proposed["fields"][name]["becomes"] for name in fields if name in reply.proposed["fields"]}
    back = {name: value for name, value in fields.items() if getattr(contact, name) == written.get(name)}
    if back:
        values = {name: getattr(contact, name) for name in FIELDS} | back
        update_contact(contact=contact, seen=contact.version, values=values, hubs=[], among=[], by=by)
    take_back(hub=reply.round.hub, done=undo.get("successor", {}), by=by)
    for code, done in undo.get("answers", {}).items():
        question = questions.get(code)
        if question is not None and question.back is not None and done:
            question.back(done, by)
    _organisations_back(reply, undo, by)
    for row in undo.get("functions", []):
        ContactFunction.objects.filter(pk=row["pk"]).update(title=row["title"], until_date=row["until"])
    ContactFunction.objects.filter(pk=undo.get("elsewhere", {}).get("function", 0)).delete()
    if "notes" in undo.get("elsewhere", {}):
        HubContact.objects.filter(hub=reply.round.hub, contact=contact, notes=undo["elsewhere"]["after"]).update(
            notes=undo["elsewhere"]["notes"]
        )
    changes.record(KIND, [contact.pk])


def _settle_siblings(reply: RecalibrationReply) -> None:
    """Another hub's reply about the same record: what was taken over now stands there already."""
    if reply.decision != Decision.CHANGE or reply.contact_id is None:
        return
    others = RecalibrationReply.objects.filter(contact_id=reply.contact_id, decision="", needs_look=True)
    for other in others.exclude(pk=reply.pk).select_related("contact", "round__hub"):
        contact = other.contact
        assert contact is not None
        fields = {
            name: pair
            for name, pair in other.proposed.get("fields", {}).items()
            if getattr(contact, name) != pair["becomes"]
        }
        functions = [
            one
            for one in other.proposed.get("functions", [])
            if ContactFunction.objects.current().filter(pk=one["function"]).exists()
        ]
        other.proposed = {**other.proposed, "fields": fields, "functions": functions}
        other.proposed = {name: value for name, value in other.proposed.items() if value}
        if not other.proposed and other.state == RecalibrationReply.State.CHANGED:
            other.state = RecalibrationReply.State.RIGHT
            other.needs_look = bool(other.answers or other.remark)
        other.save()
