"""Starting a round, reminding, ending it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.accounts import api as accounts
from knooppunt.core import grants
from knooppunt.core.models import OutboxMail
from knooppunt.network.models import (
    Contact,
    ContactFunction,
    Hub,
    HubContact,
    RecalibrationAsk,
    RecalibrationReply,
    RecalibrationRound,
)
from knooppunt.network.names import fold, tidy
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
MAIL = "network.recalibration"  # the kind of mail
TEMPLATE = "network/mail/recalibration"
# A round that takes answers: nobody ended it, and its hub is not closed (opened again, it goes on).
OPEN = Q(round__ended_at__isnull=True, round__hub__closed_on__isnull=True)


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
    """Ask everybody, one mail per person (``ask_key``); who is being asked by another hub gets that page extended
    instead.

    Raises ``ValidationError`` without contacts, with more than three questions, for an impossible day, when the hub is
    closed, or when a round of it is still open.
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
        # Two who press at the same time wait here for each other, and the second one finds the round.
        if Hub.objects.select_for_update(of=("self",)).get(pk=hub.pk).closed_on is not None:
            raise ValidationError(_("This hub is closed."))
        if RecalibrationRound.objects.filter(hub=hub, ended_at__isnull=True).exists():
            raise ValidationError(_("A round of this hub is still open. End that one first."))
        made = RecalibrationRound.objects.create(
            hub=hub, title=tidy(title)[:120] or str(today.year), about=about[:200], questions=known,
            own_question=own_question, closes_on=closes_on, started_by=by,
            activity=activity.lineage if activity else None, activity_label=activity.label[:300] if activity else "",
        )  # fmt: skip
        replies, fresh = [], []
        asks = open_asks()
        for contact in contacts:
            key = ask_key(contact)
            if key is None:
                replies.append(RecalibrationReply(round=made, contact=contact, state=State.NO_ADDRESS, needs_look=True))
                continue
            ask = asks.get(key)
            if ask is None:
                ask = asks[key] = RecalibrationAsk.objects.create(email=key[0])
                fresh.append((ask, contact))
            replies.append(RecalibrationReply(round=made, contact=contact, ask=ask))
        RecalibrationReply.objects.bulk_create(replies, batch_size=500)
        for ask, contact in fresh:
            send_ask(ask, contact, reminder=0)
    return made


def plan_round(contacts: Collection[Contact]) -> Plan:
    """Who would get a mail."""
    plan, known = Plan(), set(open_asks())
    for contact in contacts:
        key = ask_key(contact)
        if key is None:
            plan.no_address.append(contact)
            continue
        if key in known:
            plan.joined += 1
        else:
            plan.mails.append(contact)
        known.add(key)
    return plan


def mailbox_of(contact: Contact) -> str:
    """The address to which mail can go; empty without a usable one."""
    email = contact.email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        return ""
    return email


def ask_key(contact: Contact) -> tuple[str, str] | None:
    """Who gets one mail together: the same mailbox and the same name. Two people who share a mailbox get one each, so
    that nobody answers for the other. ``None`` without an address.
    """
    email = mailbox_of(contact)
    return (email, fold(contact.name)) if email else None


def open_asks() -> dict[tuple[str, str], RecalibrationAsk]:
    """Mails that wait for an answer, by ``ask_key``. One query."""
    rows = RecalibrationReply.objects.filter(
        OPEN, contact__isnull=False, ask__answered_at__isnull=True, ask__refused_at__isnull=True, ask__isnull=False
    ).select_related("ask", "contact")
    return {(row.ask.email, fold(row.contact.name)): row.ask for row in rows if row.ask and row.contact}


def open_replies(ask: RecalibrationAsk, *, lock: bool = False) -> list[RecalibrationReply]:
    """What this mail is about today: replies of open rounds of open hubs about living contacts, with round, hub and
    contact. ``lock``: nobody decides about them until the end of the transaction.
    """
    rows = ask.replies.filter(OPEN, contact__isnull=False, contact__binned_at__isnull=True)
    if lock:
        rows = rows.select_for_update(of=("self",))
    return list(rows.select_related("round__hub", "contact").order_by("round__hub__order", "pk"))


def returned_mailboxes() -> set[str]:
    """To where the last mail of a recalibration was refused by the mail server. Two queries, one when there is none."""
    mails = OutboxMail.objects.filter(kind=MAIL)
    refused = dict(mails.filter(state=OutboxMail.State.FAILED).order_by("pk").values_list("to", "pk"))
    if not refused:
        return set()
    later = mails.filter(to__in=refused).exclude(state=OutboxMail.State.FAILED).values_list("to", "pk")
    return set(refused) - {to for to, pk in later if pk > refused[to]}


def ask_again(*, reply: RecalibrationReply) -> RecalibrationReply:
    """Mail somebody whose address was missing or wrong, at the address that the register holds now.

    Raises ``ValidationError`` when that is no other address, or when the reply does not wait for one any more.
    """
    with transaction.atomic():
        rows = RecalibrationReply.objects.select_for_update(of=("self",)).select_related("round__hub", "contact", "ask")
        now = rows.filter(OPEN, pk=reply.pk).first()
        if now is None:
            raise ValidationError(_("This round has ended."))
        reply, email = now, address_to_try(now)
        if not email:
            raise ValidationError(_("Write a new e-mail address in the register first."))
        assert reply.contact is not None
        ask = open_asks().get((email, fold(reply.contact.name)))
        fresh = ask is None
        reply.ask = ask or RecalibrationAsk.objects.create(email=email)
        reply.state, reply.needs_look = State.WAITING, False
        reply.save()
        if fresh:
            send_ask(reply.ask, reply.contact, reminder=0)
    return reply


def address_to_try(reply: RecalibrationReply) -> str:
    """The address in the register, when it is another one than what was mailed and the reply waits for it."""
    if reply.decision or reply.contact is None or reply.contact.is_binned:
        return ""
    if reply.state not in {State.NO_ADDRESS, State.NOT_ME, State.WAITING}:
        return ""
    email = mailbox_of(reply.contact)
    return email if email and (reply.ask is None or reply.ask.email != email) else ""


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
    accounts.queue_mail(
        to=ask.email,
        template=TEMPLATE,
        language="nl",
        kind=MAIL,
        context=_said([reply.round.hub for reply in replies], contact, last, grants.link_url(token, "nl"), reminder),
        # Who answers by pressing "reply" reaches the hub, not a mailbox that nobody reads.
        headers={"Reply-To": ", ".join(to)} if (to := _mailboxes([reply.round.hub for reply in replies])) else None,
    )


def example_mail(hub: Hub, contact: Contact, last: dt.date) -> tuple[str, str]:
    """Subject and text of the first mail to this contact, before anything is made or sent."""
    context = _said([hub], contact, last, f"{settings.SITE_URL}/l/…/", 0)
    subject, text, _html = accounts.written_mail(template=TEMPLATE, language="nl", context=context)
    return subject, text


def _said(hubs: Collection[Hub], contact: Contact, last: dt.date, url: str, reminder: int) -> dict[str, Any]:
    functions = ContactFunction.objects.current().filter(contact=contact).select_related("organisation")
    to = _mailboxes(hubs)
    return {
        "contact": contact,
        "functions": list(functions),
        "hubs": sorted({hub.name for hub in hubs}),
        "last": last,
        "url": url,
        "reminder": reminder,
        **({"support_mail": to[0]} if to else {}),
    }


def _mailboxes(hubs: Collection[Hub]) -> list[str]:
    return list(dict.fromkeys(hub.role_mailbox for hub in hubs if hub.role_mailbox))


def remind_due() -> int:
    """Remind who did not answer, on the 10th and the 24th day; returns how many mails. For the daily job.

    Each ask in a transaction of its own: interrupted half-way, nobody is reminded twice.
    """
    sent, now = 0, timezone.now()
    returned = returned_mailboxes()
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
                if ask.email in returned:
                    continue
                replies = [one for one in open_replies(ask) if one.state == State.WAITING and not one.decision]
                if replies and replies[0].contact and any(r.round.closes_on >= timezone.localdate() for r in replies):
                    send_ask(ask, replies[0].contact, reminder=number + 1)
                    sent += 1
    return sent


def hub_contact_of(reply: RecalibrationReply) -> HubContact | None:
    """How the round's hub knows the contact; ``None`` when it no longer does."""
    return HubContact.objects.filter(hub_id=reply.round.hub_id, contact_id=reply.contact_id or 0).first()
