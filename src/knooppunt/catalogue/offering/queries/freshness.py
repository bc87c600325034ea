"""How fresh the catalogue is, in figures, and what asks for attention."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from knooppunt.catalogue.content import Kind, RunState
from knooppunt.catalogue.models import Accreditation, Entry, EntryLink, EntryState, Run
from knooppunt.catalogue.offering.models import CheckRound, LinkCheck, Report, Submission

# An open question about something that is neither in the bin nor in the archive.
_WAITS = Q(answered_at__isnull=True, entry__binned_at__isnull=True) & ~Q(entry__state=EntryState.ARCHIVED)


@dataclass(frozen=True)
class Figures:
    """The catalogue in figures, today."""

    published: int
    checked_this_year: int
    unverified: int
    hidden: int
    asked: int  # open questions "is this still right?"
    confirmed_lately: int  # answered within the last quarter
    dead_links: int
    unsure_links: int
    without_date: int
    ended_points: int
    open_reports: int
    waiting: int


def figures() -> Figures:
    """Six queries."""
    today = timezone.localdate()
    coming = Run.objects.filter(entry=OuterRef("pk"), ends_on__gte=today).exclude(state=RunState.CANCELLED)
    ended = Accreditation.objects.filter(entry=OuterRef("pk"), valid_until__lt=today)
    valid = Accreditation.objects.filter(entry=OuterRef("pk")).exclude(valid_until__lt=today)
    published = Q(state=EntryState.PUBLISHED)
    # A content leaves out what is not so: the key alone says yes.
    no_dates = Q(content__has_any_keys=["is_on_request", "is_always_open"])
    counts: dict[str, Any] = Entry.objects.aggregate(
        published=Count("pk", filter=published),
        checked=Count("pk", filter=published & Q(checked_on__gte=today - dt.timedelta(days=365))),
        unverified=Count("pk", filter=published & Q(unverified_since__isnull=False)),
        hidden=Count("pk", filter=Q(state=EntryState.HIDDEN)),
        without_date=Count("pk", filter=published & Q(kind=Kind.TRAINING) & ~Exists(coming) & ~no_dates),
        ended=Count("pk", filter=published & Exists(ended) & ~Exists(valid)),
    )
    rounds = CheckRound.objects.aggregate(
        asked=Count("pk", filter=_WAITS),
        confirmed=Count("pk", filter=Q(answer="confirmed", answered_at__gte=timezone.now() - dt.timedelta(days=91))),
    )
    links = LinkCheck.objects.aggregate(
        dead=Count("pk", filter=Q(outcome=LinkCheck.Outcome.DEAD)),
        unsure=Count("pk", filter=Q(outcome=LinkCheck.Outcome.UNSURE)),
    )
    return Figures(
        published=counts["published"],
        checked_this_year=counts["checked"],
        unverified=counts["unverified"],
        hidden=counts["hidden"],
        asked=rounds["asked"],
        confirmed_lately=rounds["confirmed"],
        dead_links=links["dead"],
        unsure_links=links["unsure"],
        without_date=counts["without_date"],
        ended_points=counts["ended"],
        open_reports=Report.objects.filter(state=Report.State.OPEN).count(),
        waiting=Submission.objects.waiting().count(),
    )


def broken_links() -> QuerySet[EntryLink]:
    """The links of published entries that do not work, with their entry."""
    dead = LinkCheck.objects.filter(outcome=LinkCheck.Outcome.DEAD, url=OuterRef("url"))
    rows = EntryLink.objects.filter(Exists(dead), entry__state=EntryState.PUBLISHED, entry__binned_at__isnull=True)
    return rows.select_related("entry__provider").order_by("entry__title", "pk")


def open_rounds() -> QuerySet[CheckRound]:
    """What was asked and not answered yet, the oldest first."""
    rows = CheckRound.objects.filter(_WAITS)
    return rows.select_related("entry__provider").order_by("asked_at", "pk")


@dataclass(frozen=True)
class Guideline:
    """A guideline that published entries name, and how many rest on which version."""

    name: str
    versions: list[tuple[str, int]]


def guidelines() -> list[Guideline]:
    """Every guideline that is named, by name. One query."""
    rows = Entry.objects.published().exclude(guideline="").values_list("guideline", "guideline_version")
    found: dict[str, list[tuple[str, int]]] = {}
    for name, version, count in rows.annotate(count=Count("pk")).order_by("guideline", "guideline_version"):
        found.setdefault(name, []).append((version, count))
    return [Guideline(name, versions) for name, versions in found.items()]
