"""Reading rounds: who sees them, what waits, and how far they are. A constant number of queries each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knooppunt.core.registries import AttentionItem
from knooppunt.network.mandates import hubs_of
from knooppunt.network.models import (
    Contact,
    Hub,
    HubContact,
    Organisation,
    RecalibrationReply,
    RecalibrationRound,
    Role,
    Segment,
)
from knooppunt.network.queries.segments import contacts_in
from knooppunt.network.recalibration.actions import REMIND_AFTER, address_to_try, returned_mailboxes
from knooppunt.network.recalibration.answers import Difference, differences, is_safe
from knooppunt.network.recalibration.questions import OWN, questions
from knooppunt.network.rules_hubs import hub_ids_with

State = RecalibrationReply.State
UNREACHED = {State.NO_ADDRESS, State.NOT_ME}


@dataclass(frozen=True)
class Look:
    """One reply as the ambassador sees it."""

    reply: RecalibrationReply
    differences: list[Difference]
    answers: list[tuple[str, str]]
    functions: list[Any]
    returned: bool = False  # the mail server refused the mail

    @property
    def safe(self) -> bool:
        """Whether it may go in bulk."""
        return is_safe(self.reply)

    @property
    def address_to_try(self) -> str:
        """Another address than was mailed, that the register holds by now."""
        return address_to_try(self.reply)


@dataclass(frozen=True)
class Progress:
    """How far a round is."""

    counts: Counter[str]
    look: int
    call: int
    waiting: int
    safe: int
    decided: int

    @property
    def total(self) -> int:
        """Everybody in the round."""
        return sum(self.counts.values())

    @property
    def answered(self) -> int:
        """Those who answered themselves."""
        away = {State.WAITING, State.NO_ADDRESS, State.NOT_ME}
        return sum(number for state, number in self.counts.items() if state not in away)


def rounds_visible_to(user: Any) -> QuerySet[RecalibrationRound]:
    """Rounds of the hubs that ``user`` runs or reads along with."""
    mine = hub_ids_with(user, Role.AMBASSADOR, Role.BOARD)
    return RecalibrationRound.objects.filter(hub_id__in=mine).select_related("hub", "snapshot")


def asked_lately(hub: Hub) -> RecalibrationRound | None:
    """The newest round, when its mails went less than nine months ago: one a year is enough. One query."""
    since = timezone.now() - timedelta(days=270)
    return RecalibrationRound.objects.filter(hub=hub, started_at__gte=since).order_by("-started_at").first()


def contacts_to_ask(hub: Hub, segment: Segment | None) -> list[Contact]:
    """The living contacts of a hub, or of one of its segments."""
    if segment is not None:
        return list(contacts_in(segment))
    known = HubContact.objects.filter(hub=hub).values("contact_id")
    return list(Contact.objects.filter(pk__in=known).order_by("sort_name", "pk"))


def replies_to_look_at(round: RecalibrationRound) -> QuerySet[RecalibrationReply]:
    """Changed and conflicting answers that wait for a decision: conflicts first, then by who answered first."""
    rows = round.replies.filter(needs_look=True, decision="").exclude(state__in=UNREACHED)
    return rows.select_related("contact", "round__hub").order_by(F("answered_at").asc(nulls_last=True), "pk")


def replies_to_call(round: RecalibrationRound, returned: Collection[str] | None = None) -> QuerySet[RecalibrationReply]:
    """Who must be called: reminded twice, without an address, whose mail was refused (``returned``, asked when not
    given) or reached somebody else.
    """
    refused = returned_mailboxes() if returned is None else returned
    silent = Q(ask__reminders__gte=len(REMIND_AFTER)) | Q(ask__email__in=refused)
    rows = round.replies.filter(Q(state__in=UNREACHED) | Q(silent, state=State.WAITING), decision="")
    return rows.select_related("contact", "round__hub", "ask").order_by("contact__sort_name", "pk")


def progress_of(round: RecalibrationRound) -> Progress:
    """The figures of a round. Two queries, three when mails were refused."""
    rows = list(round.replies.select_related("ask"))
    returned = returned_mailboxes()
    open_rows = [row for row in rows if not row.decision]
    call = sum(
        1
        for row in open_rows
        if row.state in UNREACHED
        or (
            row.state == State.WAITING
            and row.ask
            and (row.ask.reminders >= len(REMIND_AFTER) or row.ask.email in returned)
        )
    )
    look = [row for row in open_rows if row.needs_look and row.state not in UNREACHED]
    return Progress(
        counts=Counter(row.state for row in rows),
        look=len(look),
        call=call,
        waiting=sum(1 for row in open_rows if row.state == State.WAITING),
        safe=sum(1 for row in look if is_safe(row)),
        decided=len(rows) - len(open_rows),
    )


def look_at(replies: list[RecalibrationReply], returned: Collection[str] = ()) -> list[Look]:
    """With differences and answers in words. Two queries, however many. ``returned``: mailboxes that refused."""
    named = {
        one["organisation"]
        for reply in replies
        for kind in ("functions", "organisations")
        for one in reply.proposed.get(kind, [])
    }
    organisations = Organisation.all_objects.in_bulk(named)
    contacts = {
        one.pk: one
        for one in Contact.all_objects.filter(pk__in=[reply.contact_id for reply in replies]).prefetch_related(
            "functions__organisation"
        )
    }
    looks = []
    for reply in replies:
        contact = contacts.get(reply.contact_id or 0)
        functions = [row for row in contact.functions.all() if row.is_current] if contact else []
        answers = [(_asked(reply, code), _said(code, value)) for code, value in reply.answers.items()]
        refused = bool(returned) and reply.ask is not None and reply.ask.email in returned
        looks.append(Look(reply, differences(reply, organisations), answers, functions, returned=refused))
    return looks


@dataclass(frozen=True)
class Said:
    """One question of a round with what people answered: (who, ``None`` when erased; answer)."""

    question: str
    answers: list[tuple[Contact | None, str]]


def said_in(round: RecalibrationRound) -> list[Said]:
    """What people wrote, per question, with their remarks at the end; also after somebody looked at it. One query."""
    rows = round.replies.exclude(answers={}, remark="").select_related("contact", "round")
    replies = list(rows.order_by("contact__sort_name", "pk"))
    found = []
    for code in [*round.questions, OWN]:
        given = [(one.contact, _said(code, one.answers[code])) for one in replies if one.answers.get(code)]
        if given:
            question = questions.get(code)
            found.append(Said(str(question.text) if question else round.own_question, given))
    remarks = [(one.contact, one.remark) for one in replies if one.remark]
    return [*found, Said(_("Remarks"), remarks)] if remarks else found


def _asked(reply: RecalibrationReply, code: str) -> str:
    question = questions.get(code)
    return str(question.text) if question else (reply.round.own_question if code == OWN else code)


def _said(code: str, value: str) -> str:
    question = questions.get(code)
    if question and question.choices:
        return next((str(label) for one, label in question.choices() if one == value), value)
    return value


def attention_for_user(user: Any) -> list[AttentionItem]:
    """Answers that wait for a look in one's own rounds, and rounds past their last day. One query."""
    hubs = hubs_of(user, Role.AMBASSADOR)
    if not hubs:
        return []
    look = Q(replies__needs_look=True, replies__decision="") & ~Q(replies__state__in=UNREACHED)
    rounds = RecalibrationRound.objects.filter(hub__in=hubs, hub__closed_on__isnull=True, ended_at__isnull=True)
    items = []
    for one in rounds.select_related("hub").annotate(to_look_at=Count("replies", filter=look)):
        waiting = one.to_look_at
        url = reverse("network:recalibration", args=[one.hub.slug, one.pk])
        if waiting:
            title = ngettext("One answer to look at", "%(count)s answers to look at", waiting) % {"count": waiting}
            items.append(AttentionItem(title, one.title, url, _("Look"), kind="recalibration"))
        elif one.closes_on < timezone.localdate():
            title = _("The recalibration can be ended")
            items.append(AttentionItem(title, one.title, url, _("Look"), kind="recalibration"))
    return items
