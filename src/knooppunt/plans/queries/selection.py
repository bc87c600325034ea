"""Exactly the rows behind a figure of the overview, and what has changed since the last round."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.utils import timezone

from knooppunt.core.models import StatusChange
from knooppunt.plans.models import ActionPlan, PlanItem, Status, StatusRound
from knooppunt.plans.queries.history import SUBJECT
from knooppunt.plans.queries.overview import LOCAL, overview_items
from knooppunt.plans.queries.visible import Sight, sight_of

UNSET = "geen"  # how addresses call "no status yet"
WELL = "goed"  # … and "goes well": every status but behind schedule
WITHOUT_ROUND = dt.timedelta(days=30)


@dataclass(frozen=True)
class Selection:
    """Which rows; what is ``None`` or empty does not restrict. ``hub`` and ``theme`` are slugs (or "eigen")."""

    year: int | None = None
    hub: str = ""
    theme: str = ""
    status: str = ""  # a status code, "geen" or "goed"
    was: str = ""  # the status before, with ``changed``
    changed: bool = False  # only rows whose status is another one than at the end of the last round


def selected_items(user: Any, chosen: Selection) -> QuerySet[PlanItem]:
    """The rows that ``user`` may see, in the order of hubs, themes and plans, with theme, plan and hub."""
    items: QuerySet[Any] = overview_items(user).select_related("theme__plan__hub", "theme__national")
    if chosen.year:
        items = items.filter(theme__plan__year=chosen.year)
    if chosen.hub:
        items = items.filter(theme__plan__hub__slug=chosen.hub)
    if chosen.theme == LOCAL:
        items = items.filter(theme__national__isnull=True)
    elif chosen.theme:
        items = items.filter(theme__national__slug=chosen.theme)
    if chosen.changed:
        items = with_changes(items, since_last_round(chosen.year).at)
        if chosen.was:
            items = items.filter(was="" if chosen.was == UNSET else chosen.was)
    if chosen.status == WELL:
        items = items.exclude(status="").exclude(status=Status.BEHIND)
    elif chosen.status:
        items = items.filter(status="" if chosen.status == UNSET else chosen.status)
    return items.order_by(
        "-theme__plan__year",
        "theme__plan__hub__order",
        "theme__plan__hub_id",
        "theme__order",
        "theme_id",
        "-kind",
        "order",
        "pk",
    )


@dataclass(frozen=True)
class Since:
    """The moment from which changes count, and the round that ended then (``None``: no round yet, the last 30 days)."""

    at: dt.datetime
    round: StatusRound | None


def since_last_round(year: int | None, rounds: Iterable[StatusRound] | None = None) -> Since:
    """The end of the last round for plans of ``year`` that is over. One query, unless ``rounds`` are at hand."""
    known = StatusRound.objects.all() if rounds is None else rounds
    over = [one for one in known if one.is_over and (not year or one.year == year)]
    last = max(over, key=lambda one: one.ends_at, default=None)
    return Since(last.ends_at, last) if last else Since(timezone.now() - WITHOUT_ROUND, None)


def with_changes(items: QuerySet[PlanItem], since: dt.datetime) -> QuerySet[Any]:
    """Rows whose status is not what it was at ``since``; ``was`` is that one. Copying and importing do not count."""
    first = (
        StatusChange.objects.filter(subject_kind=SUBJECT, subject_id=OuterRef("pk"), at__gte=since)
        .exclude(act__in=[StatusChange.Act.COPIED, StatusChange.Act.IMPORTED])
        .order_by("at", "id")
    )
    changed: QuerySet[Any] = items.annotate(was=Subquery(first.values("old")[:1])).filter(was__isnull=False)
    return changed.exclude(was=F("status"))


@dataclass(frozen=True)
class Move:
    """How many rows went from one status to another."""

    was: str
    now: str
    count: int


@dataclass(frozen=True)
class Changes:
    """What changed since the last round."""

    since: Since
    moves: list[Move]
    rows: list[PlanItem]  # the newest

    @property
    def total(self) -> int:
        """How many rows changed."""
        return sum(move.count for move in self.moves)


def changes_since_round(
    user: Any, year: int, *, rounds: Iterable[StatusRound] | None = None, limit: int = 8
) -> Changes:
    """From which status to which, and the newest rows. Two queries, and one for the rounds unless they are at hand."""
    since = since_last_round(year, rounds)
    items = with_changes(overview_items(user).filter(theme__plan__year=year), since.at)
    moves = (
        items.order_by().values_list("was", "status").annotate(count=Count("pk")).order_by("-count", "was", "status")
    )
    rows = items.select_related("theme__plan__hub", "theme__national").order_by("-status_at", "-pk")[:limit]
    return Changes(since, [Move(was, now, count) for was, now, count in moves], list(rows))


class Sights:
    """What one reader may see of each plan; asks once per plan. Costs no query when the plans are at hand."""

    def __init__(self, user: Any) -> None:
        self._user = user
        self._known: dict[int, Sight] = {}

    def reason(self, item: PlanItem) -> str:
        """Why ``item`` is behind, if it is and the reader may know."""
        if item.status != Status.BEHIND or not item.status_reason:
            return ""
        return item.status_reason if self.of(item.theme.plan).reasons else ""

    def of(self, plan: ActionPlan) -> Sight:
        """The sight of ``plan``."""
        if plan.pk not in self._known:
            self._known[plan.pk] = sight_of(self._user, plan)
        return self._known[plan.pk]


@dataclass
class Shared:
    """One row that several hubs have (copies of one item): the status per hub, ``None`` where a hub lacks it."""

    text: str
    kind: str
    items: list[PlanItem | None]


@dataclass
class SideBySide:
    """The rows of one theme of all hubs: what they share beside each other, what is their own per hub."""

    hubs: list[Any]
    shared: list[Shared]
    own: list[tuple[Any, list[PlanItem]]]


def side_by_side(user: Any, theme: str, year: int) -> SideBySide:
    """One national theme (or "eigen") in one year. One query."""
    items = list(selected_items(user, Selection(year=year, theme=theme)))
    hubs = list({item.theme.plan.hub_id: item.theme.plan.hub for item in items}.values())
    place = {hub.pk: number for number, hub in enumerate(hubs) if hub}
    by_lineage: dict[Any, list[PlanItem]] = {}
    for item in items:
        by_lineage.setdefault(item.lineage, []).append(item)
    shared, own = [], {hub.pk: list[PlanItem]() for hub in hubs if hub}
    for family in by_lineage.values():
        if len({item.theme.plan.hub_id for item in family}) < 2:
            for item in family:
                own[item.theme.plan.hub_id or 0].append(item)
            continue
        row: list[PlanItem | None] = [None] * len(hubs)
        for item in family:
            row[place[item.theme.plan.hub_id or 0]] = item
        shared.append(Shared(family[0].text, family[0].kind, row))
    return SideBySide(hubs, shared, [(hub, own[hub.pk]) for hub in hubs if hub and own[hub.pk]])
