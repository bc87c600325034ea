"""Who can use some help: what the national overview puts in front of the coordinator."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from knooppunt.network.api import gaps_of
from knooppunt.network.models import Hub
from knooppunt.plans.models import Status
from knooppunt.plans.queries.overview import Column, HubLine, Overview
from knooppunt.plans.queries.selection import Selection, selected_items

SHOWN_AT_ONCE = 5


@dataclass
class Late:
    """Rows of one theme of one hub that are behind schedule, with the reasons that the reader may know."""

    hub: Hub
    theme: Column
    count: int = 0
    reasons: list[str] = field(default_factory=list)


@dataclass
class Attention:
    """What asks for attention in one year."""

    late: list[Late] = field(default_factory=list)
    silent: list[HubLine] = field(default_factory=list)
    missing: list[Hub] = field(default_factory=list)  # hubs that work today and have no plan
    gaps: list[tuple[Hub, list[str]]] = field(default_factory=list)  # agreements and people

    @property
    def first_late(self) -> list[Late]:
        """What is shown without unfolding."""
        return self.late[:SHOWN_AT_ONCE]

    @property
    def more_late(self) -> list[Late]:
        """What is folded away."""
        return self.late[SHOWN_AT_ONCE:]

    @property
    def is_empty(self) -> bool:
        """Whether nothing asks for attention."""
        return not (self.late or self.silent or self.missing or self.gaps)


def attention_of(user: Any, found: Overview) -> Attention:
    """What is behind with its reason, silent, missing or about to end. Two queries.

    Silence, missing plans and agreements are about today, so that they are asked for this year only. Agreements are for
    who manages people and hubs.
    """
    late = _late(user, found)
    if found.year != timezone.localdate().year:
        return Attention(late)
    hubs = [line.hub for line in found.lines if not line.hub.closed_on]
    return Attention(
        late,
        [line for line in found.lines if line.is_silent],
        [line.hub for line in found.lines if line.plan is None and not line.hub.closed_on],
        list(_gaps(hubs)) if user.has_perm("plans.manage_rounds") else [],
    )


def _late(user: Any, found: Overview) -> list[Late]:
    """What is behind schedule, most rows first, then in the order of the hubs. One query for three columns."""
    lines = {line.hub.pk: line for line in found.lines}
    themes = {column.pk: column for column in found.columns}
    late: dict[tuple[int, int | None], Late] = {}
    rows = selected_items(user, Selection(year=found.year, status=Status.BEHIND)).select_related(None)
    for hub_id, theme_id, reason in rows.values_list("theme__plan__hub_id", "theme__national_id", "status_reason"):
        line = lines[hub_id]
        one = late.setdefault((hub_id, theme_id), Late(line.hub, themes[theme_id]))
        one.count += 1
        if reason and reason not in one.reasons and user.has_perm("plans.view_reasons", line.plan):
            one.reasons.append(reason)
    return sorted(late.values(), key=lambda one: -one.count)


def _gaps(hubs: list[Hub]) -> Iterable[tuple[Hub, list[str]]]:
    by_hub = gaps_of(hubs)
    for hub in hubs:
        texts = [gap.text for gap in by_hub.get(hub.pk, [])]
        if texts:
            yield hub, texts
