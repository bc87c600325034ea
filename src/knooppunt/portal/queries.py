"""Reads that compose many apps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from knooppunt.core.models import PrivacyAct
from knooppunt.core.registries import AttentionItem, attention_for_user
from knooppunt.network.api import own_hub, roles_of
from knooppunt.plans.api import PlanGlance, plan_glance

MOST_ATTENTION = 5  # design language: at most five things at once, the rest behind one link
MOST_ACTS = 20
RUNS = frozenset({PrivacyAct.Kind.RETENTION, PrivacyAct.Kind.REHEARSED})  # of the periods (``core.retention``)


@dataclass(frozen=True)
class Week:
    """The page "deze week" of one user."""

    number: int
    first: dt.date
    last: dt.date
    attention: list[AttentionItem]
    more: list[AttentionItem]
    plan: PlanGlance | None
    roles: frozenset[str]
    asked_elsewhere: int = 0  # on the same page, by the blocks of apps

    @property
    def to_do(self) -> int:
        """How many things the list holds."""
        return len(self.attention) + len(self.more)

    @property
    def count(self) -> int:
        """How many things ask for attention on the whole page."""
        return self.to_do + self.asked_elsewhere


def this_week(user: Any, today: dt.date, *, asked_elsewhere: int = 0) -> Week:
    """What ``user`` should look at in the week of ``today``; a constant number of queries per registered provider.

    ``asked_elsewhere`` is how many things the blocks below the list ask.
    """
    items = attention_for_user(user)
    monday = today - dt.timedelta(days=today.weekday())
    hub = own_hub(user)
    return Week(
        number=today.isocalendar().week,
        first=monday,
        last=monday + dt.timedelta(days=6),
        attention=items[:MOST_ATTENTION],
        more=items[MOST_ATTENTION:],
        plan=plan_glance(hub, today.year) if hub else None,
        roles=roles_of(user),
        asked_elsewhere=asked_elsewhere,
    )


def recent_acts(kinds: Collection[str] = ()) -> list[PrivacyAct]:
    """What was done for somebody's privacy, newest first: of these kinds, or of all. One query."""
    acts = PrivacyAct.objects.select_related("by")
    return list((acts.filter(kind__in=kinds) if kinds else acts)[:MOST_ACTS])
