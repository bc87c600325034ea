"""Starting a round, reminding, ending it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.accounts import api as accounts
from knooppunt.core import grants
from knooppunt.network.models import (
    Contact,
    ContactFunction,
    Hub,
    HubContact,
    RecalibrationAsk,
    RecalibrationReply,
    RecalibrationRound,
)
from knooppunt.network.names import tidy
from knooppunt.network.recalibration.questions import MOST, questions

if TYPE_CHECKING:
    from knooppunt.accounts.models import User
    from knooppunt.core.registries import PlanActivity

SCOPE = "network.recalibration"
SUBJECT = "network.recalibrationask"
# Days after the mail on which those who did not answer are reminded. Two at most; then they are called.
REMIND_AFTER = (10, 24)
SHORTEST, LONGEST = 7, 180  # days that a round may be open
State = RecalibrationReply.State


@dataclass
class Plan:
    """Before starting: who gets a mail, who is asked by another hub's mail, who has no address."""

    mails: list[Contact] = field(default_factory=list)
    joined: int = 0
    no_address: list[Contact] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Everybody in the round."""
        return len(self.mails) + self.joined + len(self.no_address)


def start_round(
    *,
    hub: Hub,
    title: str,
    about: str,
    contacts: Collection[Contact],
    asked: Collection[str],
    own_question: str,
    closes_on: dt.date,
    by: User | None,
    activity: PlanActivity | None = None,
) -> RecalibrationRound:
    """Ask everybody, one mail per mailbox; who is being asked by another hub gets that page extended instead.

    Raises ``ValidationError`` without contacts, with more than three questions, for an impossible day, or when a round
    of this hub is still open.
    """
    own_question = tidy(own_question)[:200]
    known = [code for code in questions.names() if code in asked]
    today = timezone.localdate()
    if len(known) + bool(own_question) > MOST:
        raise ValidationError(_("Ask three questions at most."))
    if not today + timedelta(days=SHORTEST) <= closes_on <= today + timedelta(days=LONGEST):
        raise ValidationError(_("Choose a last day between a week and half a year from now."))
    if not contacts:
        raise ValidationError(_("Nobody is in this selection."))
    with transaction.atomic():
        if RecalibrationRound.objects.filter(hub=hub, ended_at__isnull=True).exists():
            raise ValidationError(_("A round of this hub is still open. End that one first."))
        made = RecalibrationRound.objects.create(
            hub=hub, title=tidy(title)[:120] or str(today.year), about=about[:200], questions=known,
            own_question=own_question, closes_on=closes_on, started_by=by,
            activity=activity.lineage if activity else None, activity_label=activity.label[:300] if activity else "",
        )  # fmt: skip
        mails: dict[str, RecalibrationAsk] = {}
        replies, fresh = [], []
        waiting = open_asks()
        for contact in contacts:
            email = mailbox_of(contact)
            if not email:
                replies.append(RecalibrationReply(round=made, contact=contact, state=State.NO_ADDRESS, needs_look=True))
                continue
            ask = mails.get(email) or waiting.get(email)
            if ask is None:
                ask = RecalibrationAsk.objects.create(email=email)
                fresh.append((ask, contact))
            mails[email] = ask
            replies.append(RecalibrationReply(round=made, contact=contact, ask=ask))
        RecalibrationReply.objects.bulk_create(replies, batch_size=500)
        for ask, contact in fresh:
            send_ask(ask, contact, reminder=0)
    return made


def plan_round(contacts: Collection[Contact]) -> Plan:
    """Who would get a mail."""
    plan, waiting, seen = Plan(), open_asks(), set()
    for contact in contacts:
        email = mailbox_of(contact)
        if not email:
            plan.no_address.append(contact)
        elif email in waiting or email in seen:
            plan.joined += 1
        else:
            plan.mails.append(contact)
        seen.add(email)
    return plan


def mailbox_of(contact: Contact) -> str:
    """The address to which mail can go; empty without a usable one."""
    email = contact.email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        return ""
    return email


def open_asks() -> dict[str, RecalibrationAsk]:
    """Mails that wait for an answer, by mailbox. One query."""
    rows = RecalibrationAsk.objects.filter(
        answered_at__isnull=True, refused_at__isnull=True, replies__round__ended_at__isnull=True
    )
    return {ask.email: ask for ask in rows.distinct()}


def open_replies(ask: RecalibrationAsk) -> list[RecalibrationReply]:
    """What this mail is about today: replies of open rounds about living contacts, with round, hub and contact."""
    rows = ask.replies.filter(round__ended_at__isnull=True, contact__isnull=False, contact__binned_at__isnull=True)
    return list(rows.select_related("round__hub", "contact").order_by("round__hub__order", "pk"))


def send_ask(ask: RecalibrationAsk, contact: Contact, *, reminder: int) -> None:
    """The mail with the own record and a link; a reminder says that it is one. Call inside the transaction."""
    replies = open_replies(ask)
    if not replies:
        return
    last = max(reply.round.closes_on for reply in replies)
    token = grants.issue(
        scope=SCOPE,
        expires_in=timedelta(days=max((last - timezone.localdate()).days, 1) + 14),  # late answers are welcome
        subject_kind=SUBJECT,
        subject_id=ask.pk,
        email=ask.email,
        single_use=False,
    )
    functions = ContactFunction.objects.current().filter(contact=contact).select_related("organisation")
    accounts.queue_mail(
        to=ask.email,
        template="network/mail/recalibration",
        language="nl",
        kind="network.recalibration",
        context={
            "contact": contact,
            "functions": list(functions),
            "hubs": sorted({reply.round.hub.name for reply in replies}),
            "last": last,
            "url": grants.link_url(token, "nl"),
            "reminder": reminder,
        },
    )


def remind_due() -> int:
    """Remind who did not answer, on the 10th and the 24th day; returns how many mails. For the daily job.

    Each ask in a transaction of its own: interrupted half-way, nobody is reminded twice.
    """
    sent, now = 0, timezone.now()
    for number, days in enumerate(REMIND_AFTER):
        waiting = RecalibrationAsk.objects.filter(
            answered_at__isnull=True, refused_at__isnull=True, reminders=number, sent_at__lte=now - timedelta(days=days)
        )
        for pk in list(waiting.values_list("pk", flat=True)):
            with transaction.atomic():
                mine = RecalibrationAsk.objects.filter(pk=pk, reminders=number, answered_at__isnull=True)
                if not mine.update(reminders=number + 1, reminded_at=now):
                    continue
                ask = RecalibrationAsk.objects.get(pk=pk)
                replies = [one for one in open_replies(ask) if one.state == State.WAITING and not one.decision]
                if replies and replies[0].contact and any(r.round.closes_on >= timezone.localdate() for r in replies):
                    send_ask(ask, replies[0].contact, reminder=number + 1)
                    sent += 1
    return sent


def hub_contact_of(reply: RecalibrationReply) -> HubContact | None:
    """How the round's hub knows the contact; ``None`` when it no longer does."""
    return HubContact.objects.filter(hub_id=reply.round.hub_id, contact_id=reply.contact_id or 0).first()
