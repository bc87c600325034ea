"""Reads that compose many apps."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from knooppunt.core.registries import AttentionItem, attention_for_user
from knooppunt.network.api import own_hub, roles_of
from knooppunt.plans.api import PlanGlance, plan_glance

MOST_ATTENTION = 5  # design language: at most five things at once, the rest behind one link


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

    @property
    def count(self) -> int:
        """How many things ask for attention."""
        return len(self.attention) + len(self.more)


def this_week(user: Any, today: dt.date) -> Week:
    """What ``user`` should look at in the week of ``today``; a constant number of queries per registered provider."""
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
    )
