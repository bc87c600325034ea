"""Somebody's own calendar: giving its address, reading it, and stopping."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.journal.actions.proposals import Idea, propose, source_key
from knooppunt.journal.actions.refusals import Refused
from knooppunt.journal.calendars import Appointment, CalendarProblem, Limits, fetch, problem_sentence, read_apart
from knooppunt.journal.calendars.fetching import checked_address
from knooppunt.journal.models import CalendarFeed, Proposal
from knooppunt.network.api import hubs_of
from knooppunt.network.models import Hub
from knooppunt.network.names import fold

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

EVERY = dt.timedelta(hours=2)
LOOK_BACK = dt.timedelta(days=14)
BACKOFF_HOURS = (2, 4, 8, 24)  # after so many failures in a row
GIVE_UP_AFTER = 30  # about a month of failures: then it pauses itself and says so
LONGEST_ADDRESS = 1000
LIMITS = Limits()
# Names that exist in examples only (RFC 2606): the demo's calendar is never looked up.
_EXAMPLES = (".example", ".invalid", ".test")


def connect_calendar(*, user: User, hub: Hub, address: str, only_with: str = "") -> CalendarFeed:
    """Read this calendar from now on, instead of an earlier one. An empty ``address`` keeps the one there is.

    Raises ``Refused`` when it is no address of a calendar.
    """
    typed = address.strip()
    if len(typed) > LONGEST_ADDRESS:
        raise Refused(problem_sentence("address"))
    found = CalendarFeed.objects.filter(user=user).first()
    if not typed and found is None:
        raise Refused(_("Paste the address of your calendar."))
    try:
        wanted = checked_address(typed) if typed else found.address if found else ""
    except CalendarProblem as problem:
        raise Refused(problem_sentence(problem.code)) from problem
    feed = found or CalendarFeed(user=user)
    feed.hub, feed.address, feed.only_with = hub, wanted, only_with.strip()
    feed.is_paused, feed.problem, feed.failures, feed.entity_tag = False, "", 0, ""
    feed.next_read_at = timezone.now()
    with transaction.atomic():
        feed.save()
        ask_to_read(feed)
    return feed


def pause_calendar(*, feed: CalendarFeed, paused: bool) -> None:
    """Read it no longer, or again."""
    feed.is_paused, feed.failures = paused, 0
    if not paused:
        feed.next_read_at = timezone.now()
    feed.save(update_fields=["is_paused", "failures", "next_read_at", "changed_at"])


def forget_calendar(*, feed: CalendarFeed) -> None:
    """Forget the address, and what it proposed and nobody decided. What is in the logbook stays."""
    with transaction.atomic():
        Proposal.objects.filter(user=feed.user_id, source=Proposal.Source.CALENDAR, state=Proposal.State.OPEN).delete()
        feed.delete()


def ask_to_read(feed: CalendarFeed) -> None:
    """Leave it to the worker."""
    from knooppunt.journal.tasks import read_calendar

    read_calendar.enqueue_with({"feed_id": feed.pk}, dedupe_key=f"journal.calendar:{feed.pk}")


def due_calendars() -> QuerySet[CalendarFeed]:
    """Those that it is time to read."""
    due = Q(next_read_at__isnull=True) | Q(next_read_at__lte=timezone.now())
    return CalendarFeed.objects.filter(due, is_paused=False, user__is_active=True)


def read_feed(*, feed: CalendarFeed, limits: Limits = LIMITS) -> str:
    """Read one calendar and propose what took place. What goes wrong is kept on its row, as a sentence on the page; it
    is tried again later, ever less often. Returns a few words for the list of jobs, without personal data.
    """
    if feed.is_paused or is_example(feed.address):
        return "not read"
    if feed.hub_id not in {hub.pk for hub in hubs_of(feed.user)}:
        CalendarFeed.objects.filter(pk=feed.pk).update(is_paused=True, problem="")
        return "no longer runs this hub: paused"
    until = timezone.now()
    try:
        fetched = fetch(feed.address, entity_tag=_tag_to_send(feed, until), limits=limits)
        appointments = None if fetched.data is None else read_apart(fetched.data, until - LOOK_BACK, until)
    except CalendarProblem as problem:
        return _note_problem(feed, problem)
    made = propose(ideas=_ideas(feed, appointments or []))
    fields = {"read_at": until, "next_read_at": until + EVERY, "problem": "", "failures": 0}
    if appointments is not None:
        fields |= {"found": len(appointments), "entity_tag": fetched.entity_tag}
    _same_address(feed).update(**fields)
    return "not changed" if appointments is None else f"{len(appointments)} appointments, {len(made)} new"


def is_example(address: str) -> bool:
    """Whether the address is only there to look at."""
    return (urlsplit(address).hostname or "").endswith(_EXAMPLES)


def _tag_to_send(feed: CalendarFeed, now: dt.datetime) -> str:
    """What we have need not come again, but appointments that were still to come last time have taken place meanwhile:
    so everything comes once a day."""
    fresh = feed.read_at is not None and feed.read_at.date() == now.date()
    return feed.entity_tag if fresh else ""


def _note_problem(feed: CalendarFeed, problem: CalendarProblem) -> str:
    failures = feed.failures + 1
    hours = BACKOFF_HOURS[min(failures, len(BACKOFF_HOURS)) - 1]
    _same_address(feed).update(
        problem=problem.code,
        failures=failures,
        next_read_at=timezone.now() + dt.timedelta(hours=hours),
        is_paused=failures >= GIVE_UP_AFTER,
    )
    return f"not read: {problem.code}"


def _same_address(feed: CalendarFeed) -> QuerySet[CalendarFeed]:
    """The row, unless its owner gave another address meanwhile."""
    return CalendarFeed.objects.filter(pk=feed.pk, address=feed.address)


def _ideas(feed: CalendarFeed, appointments: list[Appointment]) -> list[Idea]:
    wanted = fold(feed.only_with)
    return [
        Idea(
            source=Proposal.Source.CALENDAR,
            key=source_key(feed.user_id, one.uid, one.occurrence),
            hub=feed.hub,
            user_id=feed.user_id,
            date=timezone.localtime(one.starts_at).date(),
            starts_at=one.starts_at,
            minutes=one.minutes,
            title=one.title or _("Appointment without a title"),
            addresses=one.people,
        )
        for one in appointments
        if not wanted or wanted in fold(f"{one.title} {one.words}")
    ]
