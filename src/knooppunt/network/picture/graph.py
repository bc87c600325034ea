"""What is in the picture of a hub, on a day: organisations with their stage and recency, and ties between them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.network.groups import group_of
from knooppunt.network.models import Hub, Stage, StageChange, StakeholderRelation, Tie
from knooppunt.network.queries.contacts import functions_known
from knooppunt.network.queries.searching import YEAR
from knooppunt.network.queries.touches import last_days


@dataclass
class Node:
    """An organisation that the hub works with."""

    pk: int
    name: str
    kind: str
    stage: str
    is_recent: bool  # in touch within a year of the day
    is_known: bool  # in touch at some time before
    is_supporting: bool
    people: set[int] = field(default_factory=set)  # contacts of the hub who work there
    x: float = 0
    y: float = 0

    @property
    def group(self) -> str:
        """The group of its kind."""
        return group_of(self.kind)

    @property
    def url(self) -> str:
        """Its page."""
        return reverse("network:organisation", args=[self.pk])

    @property
    def stage_words(self) -> str:
        """Its stage in words."""
        return str(Stage(self.stage).label)

    @property
    def touch_words(self) -> str:
        """How long ago the hub was in touch."""
        if self.is_recent:
            return _("within a year")
        return _("longer ago") if self.is_known else _("never yet")


@dataclass(frozen=True)
class Line:
    """Two organisations that belong together: by a tie, or because one person works at both."""

    first: int
    second: int
    kind: str  # a code of tie_kinds; empty: the same person


@dataclass
class Graph:
    """The whole picture on one day."""

    hub: Hub
    day: dt.date
    nodes: dict[int, Node]
    lines: list[Line]

    def clusters(self) -> list[list[Node]]:
        """Groups of organisations that hang together without the hub, largest first; single ones are left out."""
        near: dict[int, set[int]] = defaultdict(set)
        for line in self.lines:
            near[line.first].add(line.second)
            near[line.second].add(line.first)
        seen: set[int] = set()
        found = []
        for pk in self.nodes:
            if pk in seen or pk not in near:
                continue
            group, waiting = [], [pk]
            while waiting:
                one = waiting.pop()
                if one not in seen:
                    seen.add(one)
                    group.append(self.nodes[one])
                    waiting += sorted(near[one] - seen)
            found.append(sorted(group, key=lambda node: node.name))
        return sorted(found, key=lambda group: (-len(group), group[0].name))


@dataclass(frozen=True)
class Sources:
    """What pictures of a hub are drawn from: asked once for all days that are shown beside each other."""

    relations: list[tuple[Any, ...]]
    stages: list[tuple[int, str, dt.date]]  # (relation, stage, since when), in the order of days
    held: list[tuple[int, int, dt.date | None, dt.date | None]]  # (organisation, contact, from, until)
    ties: list[tuple[int, int, str, dt.date | None, dt.date | None]]


def sources_of(hub: Hub, first: dt.date, last: dt.date) -> Sources:
    """Everything that holds on some day from ``first`` to ``last``. Four queries."""
    relations = StakeholderRelation.objects.filter(hub=hub, since__lte=last, organisation__binned_at__isnull=True)
    fields = ("pk", "organisation_id", "organisation__name", "organisation__kind", "stage", "last_touch_on")
    changes = StageChange.objects.filter(relation__hub=hub).order_by("on", "pk")
    ours = StakeholderRelation.objects.filter(hub=hub)  # a hub may know thousands at organisations it has no tie with
    held = functions_known(hub, first, last).filter(organisation__in=ours.values("organisation_id"))
    ties = Tie.objects.between(first, last).filter(Q(hub=hub) | Q(hub__isnull=True)).order_by("pk")
    ties = ties.filter(first_organisation__isnull=False, second_organisation__isnull=False)
    return Sources(
        list(
            relations.order_by("organisation__sort_name", "organisation_id").values_list(
                *fields, "is_supporting", "since"
            )
        ),
        list(changes.values_list("relation_id", "stage", "on")),
        list(held.values_list("organisation_id", "contact_id", "from_date", "until_date")),
        list(ties.values_list("first_organisation_id", "second_organisation_id", "kind", "from_date", "until_date")),
    )


def graph_of(hub: Hub, day: dt.date, *, group: str = "", sources: Sources | None = None) -> Graph:
    """The network of ``hub`` as it was on ``day``; of one group of kinds when named. Four queries without ``sources``;
    of a day that is past two more and those of who knows of touches: what is kept with a relation is the last of all.

    Relations that have been removed since are not in it; the snapshot of a recalibration keeps those.
    """
    sources = sources or sources_of(hub, day, day)
    stages = _stages_on(sources, day)
    nodes = {}
    for relation, pk, name, kind, stage, touched, supporting, since in sources.relations:
        if since > day:
            continue
        node = Node(pk, name, kind, stages.get(relation, stage), _is_recent(touched, day), bool(touched), supporting)
        if not group or node.group == group:
            nodes[pk] = node
    for organisation, contact, begins, ends in sources.held:
        if organisation in nodes and _holds(begins, ends, day):
            nodes[organisation].people.add(contact)
    if nodes and day < timezone.localdate():
        _go_back(nodes, hub, day)
    return Graph(hub, day, nodes, _lines(nodes, sources, day))


def _holds(begins: dt.date | None, ends: dt.date | None, day: dt.date) -> bool:
    return (begins is None or begins <= day) and (ends is None or ends >= day)


def _is_recent(touched: dt.date | None, day: dt.date) -> bool:
    return touched is not None and touched >= day - YEAR


def _go_back(nodes: dict[int, Node], hub: Hub, day: dt.date) -> None:
    """How recent it was then. A touch with a person counts for where that person worked."""
    there = last_days(hub.pk, "organisation", None, day)
    people = last_days(hub.pk, "contact", None, day)
    for node in nodes.values():
        days = [there.get(node.pk), *(people.get(contact) for contact in node.people)]
        last = max((one for one in days if one), default=None)
        node.is_recent, node.is_known = _is_recent(last, day), last is not None


def _stages_on(sources: Sources, day: dt.date) -> dict[int, str]:
    """Stages that were set by then; those who changed only later were unknown."""
    found: dict[int, str] = {}
    for relation, stage, on in sources.stages:
        if on <= day:
            found[relation] = stage
        else:
            found.setdefault(relation, Stage.UNKNOWN)
    return found


def _lines(nodes: dict[int, Node], sources: Sources, day: dt.date) -> list[Line]:
    found: dict[tuple[int, int], Line] = {}
    for first, second, kind, begins, ends in sources.ties:
        if first in nodes and second in nodes and first != second and _holds(begins, ends, day):
            found.setdefault((min(first, second), max(first, second)), Line(first, second, kind))
    at: dict[int, list[int]] = defaultdict(list)
    for node in nodes.values():
        for contact in node.people:
            at[contact].append(node.pk)
    for places in at.values():
        for first, second in pairwise(places):
            found.setdefault((min(first, second), max(first, second)), Line(first, second, ""))
    return list(found.values())
