"""How far organisations are with the framework. The network sees it (design: "Visible"); notes belong to it too."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from knooppunt.framework.models import Concept, FrameworkStatus
from knooppunt.framework.queries.concepts import concepts
from knooppunt.network.api import organisations_visible_to
from knooppunt.network.models import Organisation

# Organisations that teach, and the levels that may be theirs.
TRACKS = {"mbo": ("mbo",), "hbo": ("hbo", "addendum"), "wo": ("wo", "na")}
RANKS = {code: rank for rank, code in enumerate(FrameworkStatus.Status.values)}


def statuses_visible_to(user: Any) -> QuerySet[FrameworkStatus]:
    """What the network knows of organisations that the reader may see; nobody else sees anything."""
    if not user.has_perm("framework.view_statuses"):
        return FrameworkStatus.objects.none()
    return FrameworkStatus.objects.filter(organisation__in=organisations_visible_to(user))


def levels_for(organisation: Organisation, known: Iterable[FrameworkStatus] = ()) -> list[Concept]:
    """The levels that one may say something about: those of its kind of school (all for others), and those said."""
    tracks = TRACKS.get(organisation.kind)
    said = {row.level_id for row in known}
    return [
        level
        for level in concepts("levels", retired=True)
        if level.pk in said or (not level.is_retired() and (tracks is None or level.data.get("track") in tracks))
    ]


def statuses_of(organisation: Organisation) -> list[FrameworkStatus]:
    """What is known of one organisation, by level. One query."""
    rows = FrameworkStatus.objects.filter(organisation=organisation).select_related("level", "recorded_by")
    return list(rows.order_by("level__position"))


def with_a_status(organisation_ids: Collection[int]) -> set[int]:
    """Those of which somebody said, and who, how far they are. One query. For ``core.registries.framework_confirmed``."""
    said = FrameworkStatus.objects.filter(organisation_id__in=organisation_ids).exclude(said_by="")
    return set(said.exclude(status=FrameworkStatus.Status.UNKNOWN).values_list("organisation_id", flat=True))


@dataclass
class Line:
    """One organisation with what is known of it, in the order of the levels."""

    organisation: Organisation
    said: list[FrameworkStatus] = field(default_factory=list)


@dataclass
class Total:
    """How many organisations stand somewhere at a level."""

    label: str
    code: str
    counts: list[int]


@dataclass
class Overview:
    """Organisations by levels."""

    levels: list[Concept]
    lines: list[Line]
    totals: list[Total]


def overview(rows: QuerySet[FrameworkStatus]) -> Overview:
    """These statuses as a table, and how many of each per level. One query."""
    rows = rows.select_related("organisation", "level")
    found = list(rows.order_by("organisation__sort_name", "organisation_id", "level__position"))
    levels = sorted({row.level_id: row.level for row in found}.values(), key=lambda level: level.position)
    places = {level.pk: place for place, level in enumerate(levels)}
    lines: dict[int, Line] = {}
    counts = {code: [0] * len(levels) for code in FrameworkStatus.Status.values}
    for row in found:
        lines.setdefault(row.organisation_id, Line(row.organisation)).said.append(row)
        counts[row.status][places[row.level_id]] += 1
    totals = [Total(str(label), code, counts[code]) for code, label in FrameworkStatus.Status.choices]
    return Overview(levels, list(lines.values()), totals)
