"""A recalibration that ended is work of a row of the plan: proposed for the logbook, at that row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from knooppunt.core.registries import ProposedMoment
from knooppunt.network.api import EndedRound, ended_rounds
from knooppunt.plans.models import PlanItem


def propose_recalibrations(since: dt.date, until: dt.date) -> Iterable[ProposedMoment]:
    """A moment for whoever ended a round, with the result, at the activity that the round was for. Three queries."""
    rounds = ended_rounds(since, until)
    items = _items(rounds)
    return [
        ProposedMoment(
            key=f"recalibration-{one.pk}",
            hub_id=one.hub_id,
            user_id=one.user_id,
            date=one.on,
            minutes=one.minutes,
            title=one.text,
            kind="other",
            item_id=items.get((one.hub_id, one.on.year, one.activity)) if one.activity else None,
        )
        for one in rounds
    ]


def _items(rounds: list[EndedRound]) -> dict[tuple[int | None, int, UUID], int]:
    """The rows of the plans of the year in which each round ended, by hub, year and lineage."""
    wanted = Q()
    for one in rounds:
        if one.activity:
            wanted |= Q(theme__plan__hub_id=one.hub_id, theme__plan__year=one.on.year, lineage=one.activity)
    if not wanted:
        return {}
    rows = PlanItem.objects.filter(wanted, theme__binned_at__isnull=True, archived_at__isnull=True)
    found = rows.values_list("theme__plan__hub_id", "theme__plan__year", "lineage", "pk")
    return {(hub, year, lineage): pk for hub, year, lineage, pk in found}
