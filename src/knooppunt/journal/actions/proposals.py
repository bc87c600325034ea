"""Proposing moments, and what a person does with a proposal: confirm, adjust, dismiss, take that back."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from knooppunt.core.registries import proposal_providers
from knooppunt.journal.actions.moments import MomentData, add_moment, delete_moments
from knooppunt.journal.actions.refusals import FIRST_DAY, Refused
from knooppunt.journal.models import MOST_MINUTES, Moment, MomentKind, Proposal
from knooppunt.journal.parsing import Names, parse_line
from knooppunt.journal.queries.names import names_for
from knooppunt.network.models import Contact, Hub, HubContact
from knooppunt.network.names import fold
from knooppunt.plans.models import PlanItem

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

State, Source = Proposal.State, Proposal.Source
LOOK_BACK = dt.timedelta(days=21)  # providers are asked for what took place this long ago
ALIKE = 86  # of 100: two titles on one day that say the same ("Overleg ROC Voorbeeld", "ROC Voorbeeld: overleg")
KEEP_DECIDED = dt.timedelta(days=90)  # then only the key stays, so that nothing returns
KEEP_OPEN = dt.timedelta(days=60)  # nobody decided: then the logbook is no worse for it


@dataclass(frozen=True)
class Idea:
    """A moment to propose. ``key`` is unique within the source, for good."""

    source: str
    key: str
    hub: Hub
    user_id: int | None
    date: dt.date
    minutes: int
    title: str
    kind: str = ""
    item_id: int | None = None
    starts_at: dt.datetime | None = None
    organisation_ids: Sequence[int] = ()
    contact_ids: Sequence[int] = ()
    addresses: Sequence[str] = ()  # of people: contacts of the hub are recognised by them
    sender: str = ""
    recipients: str = ""
    text: str = ""
    remarks: Sequence[str] = field(default=())


def source_key(*parts: object) -> str:
    """A key out of parts of any length."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()


def propose(*, ideas: Iterable[Idea]) -> list[Proposal]:
    """Keep the ideas that are new; returns those that wait for somebody. Doing it again does no harm.

    The same event from another source (or written down already) is kept as a double: it never shows itself.
    """
    todo = [idea for idea in ideas if _is_possible(idea)]
    known: set[tuple[str, str]] = set()
    for source in {idea.source for idea in todo}:
        keys = [idea.key for idea in todo if idea.source == source]
        for start in range(0, len(keys), 500):
            rows = Proposal.objects.filter(source=source, source_key__in=keys[start : start + 500])
            known |= set(rows.values_list("source", "source_key"))
    names: dict[tuple[int, int], Names] = {}
    made = []
    for idea in todo:
        if (idea.source, idea.key) in known:
            continue
        known.add((idea.source, idea.key))
        place = (idea.hub.pk, idea.date.year)
        if place not in names:
            names[place] = names_for(idea.hub, year=idea.date.year)
        proposal = _keep(idea, names[place])
        if proposal is not None and proposal.state == State.OPEN:
            made.append(proposal)
    return made


def _is_possible(idea: Idea) -> bool:
    return (
        1 <= idea.minutes <= MOST_MINUTES
        and FIRST_DAY <= idea.date <= timezone.localdate()
        and bool(idea.title.strip())
    )


def _keep(idea: Idea, names: Names) -> Proposal | None:
    read = parse_line(idea.title, now=idea.date, names=names)
    activity = read.activity.id if read.activity else None
    theme = read.theme.id if read.theme and not read.activity else None
    item = PlanItem.objects.filter(pk=idea.item_id, theme__plan__hub=idea.hub).first() if idea.item_id else None
    with transaction.atomic():
        proposal, is_new = Proposal.objects.get_or_create(
            source=idea.source,
            source_key=idea.key,
            defaults={
                "hub": idea.hub,
                "user_id": idea.user_id,
                "date": idea.date,
                "starts_at": idea.starts_at,
                "minutes": idea.minutes,
                "kind": idea.kind or read.kind or _usual_kind(idea.source),
                "title": idea.title.strip()[:300],
                "item_id": item.pk if item else activity,
                "theme_id": None if item else theme,
                "sender": idea.sender[:320],
                "recipients": idea.recipients,
                "text": idea.text[:5000],
                "remarks": list(idea.remarks),
                "state": State.DOUBLE if _is_double(idea) else State.OPEN,
            },
        )
        if not is_new:  # another worker was first
            return None
        proposal.organisations.add(*idea.organisation_ids, *(one.id for one in read.organisations))
        proposal.contacts.add(*_contacts(idea, {one.id for one in read.contacts}))
    return proposal


def _usual_kind(source: str) -> str:
    return {Source.MAIL.value: MomentKind.MAIL.value, Source.MEETING.value: MomentKind.MEETING.value}.get(source, "")


def _contacts(idea: Idea, recognised: set[int]) -> list[int]:
    """Contacts of this hub: those named, and those whose address is among the people."""
    wanted = recognised | set(idea.contact_ids)
    addresses = [one.strip().lower() for one in idea.addresses[:300] if one.strip()]
    of_hub = Contact.objects.filter(hub_contacts__hub=idea.hub)
    found = set(of_hub.filter(email__in=addresses).values_list("pk", flat=True)) if addresses else set()
    return sorted(found | set(of_hub.filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else found)


def _is_double(idea: Idea) -> bool:
    """Whether this person has the same on that day: proposed from another source, or in the logbook already.

    A mail is never a double of a meeting with the same subject: writing it took time of its own.
    """
    if idea.user_id is None or idea.source == Source.MAIL:
        return False
    title = fold(idea.title)
    others = Proposal.objects.filter(user_id=idea.user_id, date=idea.date).exclude(
        source__in=[idea.source, Source.MAIL]
    )
    if any(_alike(title, fold(text)) for text in others.values_list("title", flat=True)):
        return True
    written = Moment.objects.filter(
        hub=idea.hub,
        author_id=idea.user_id,
        date=idea.date,
        minutes=idea.minutes,
        source__in=[Moment.Source.TYPED, Moment.Source.GRID, Moment.Source.IMPORT],
    )
    return any(_alike(title, fold(text)) for text in written.values_list("note", flat=True) if text)


def _alike(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) >= 6 and fuzz.token_sort_ratio(one, other) >= ALIKE)


def collect_proposals(*, today: dt.date | None = None) -> int:
    """Ask every provider what took place lately; returns how many proposals are new. Doing it again does no harm."""
    until = today or timezone.localdate()
    since = until - LOOK_BACK
    made = 0
    for name in proposal_providers.names():
        provider = proposal_providers.get(name)
        found = list(provider(since, until)) if provider and name in Source.values else []
        hubs = Hub.objects.in_bulk({one.hub_id for one in found})
        ideas = [
            Idea(
                source=name,
                key=source_key(one.user_id, one.key),
                hub=hubs[one.hub_id],
                user_id=one.user_id,
                date=one.date,
                minutes=one.minutes,
                title=one.title,
                kind=one.kind,
                item_id=one.item_id,
                starts_at=one.starts_at,
                organisation_ids=one.organisation_ids,
                contact_ids=one.contact_ids,
            )
            for one in found
            if one.hub_id in hubs
        ]
        made += len(propose(ideas=ideas))
    return made


def data_of(proposal: Proposal) -> MomentData:
    """The moment that a proposal stands for; three queries."""
    known = HubContact.objects.filter(hub=proposal.hub_id).values("contact_id")
    return MomentData(
        date=proposal.date,
        minutes=proposal.minutes,
        kind=proposal.kind,
        item=proposal.item,
        theme=proposal.theme,
        organisations=list(proposal.organisations.all()),
        contacts=list(proposal.contacts.filter(pk__in=known)),
        note="\n\n".join(part for part in (proposal.title, proposal.text) if part)[:5000],
    )


def confirm_proposal(*, proposal: Proposal, by: User, data: MomentData | None = None) -> Moment:
    """Put it in the logbook, as proposed or as adjusted. Raises ``Refused`` when it was decided already."""
    with transaction.atomic():
        _decide(proposal, State.CONFIRMED, by)
        moment = add_moment(hub=proposal.hub, data=data or data_of(proposal), by=by, source=Moment.Source.PROPOSAL)
        Proposal.objects.filter(pk=proposal.pk).update(moment=moment)
    proposal.moment = moment
    return moment


def dismiss_proposal(*, proposal: Proposal, by: User) -> None:
    """It was nothing for the logbook, and does not return. Raises ``Refused`` when it was decided already."""
    with transaction.atomic():
        _decide(proposal, State.DISMISSED, by)


def reopen_proposal(*, proposal: Proposal, by: User) -> None:
    """Take a decision back: the proposal waits again, and its moment goes to the bin.

    Raises ``Refused`` when it waits already, or its moment was changed since; ``MonthClosed``.
    """
    with transaction.atomic():
        rows = Proposal.objects.filter(pk=proposal.pk, state__in=[State.CONFIRMED, State.DISMISSED])
        if not rows.update(state=State.OPEN, decided_at=None, decided_by=None, moment=None):
            raise Refused(_("This proposal is waiting already."))
        moment = proposal.moment
        if moment is not None and not moment.is_binned:
            if moment.version > 1:
                raise Refused(_("The moment was changed since. Delete it in the logbook if it has to go."))
            delete_moments(moments=[moment], by=by)
    proposal.refresh_from_db()


def _decide(proposal: Proposal, state: str, by: User) -> None:
    rows = Proposal.objects.filter(pk=proposal.pk, state=State.OPEN)
    if not rows.update(state=state, decided_at=timezone.now(), decided_by=by):
        raise Refused(_("This proposal was decided already. Nothing happened twice."))
    proposal.refresh_from_db(fields=["state", "decided_at", "decided_by"])


def clean_proposals() -> int:
    """Empty what was decided long ago but its key; forget what nobody decided. Returns how many rows changed."""
    now = timezone.now()
    unread = Proposal.objects.filter(state=State.OPEN, created_at__lt=now - KEEP_OPEN)
    gone = unread.update(state=State.DISMISSED, decided_at=now)
    old = Proposal.objects.exclude(state=State.OPEN).filter(created_at__lt=now - KEEP_DECIDED).exclude(title="")
    for link in (Proposal.contacts.through, Proposal.organisations.through):
        link.objects.filter(proposal__in=old.values("pk")).delete()
    return gone + old.update(title="", sender="", recipients="", text="", remarks=[])
