"""What stands around a plan on its page: other years and hubs, an open round, what is offered to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from knooppunt.plans.models import ActionPlan, JointOffer, StatusRound
from knooppunt.plans.queries.rounds import answered_in, open_round_for
from knooppunt.plans.queries.templates import Difference, template_differences
from knooppunt.plans.queries.tree import PlanTree
from knooppunt.plans.queries.visible import plans_visible_to


@dataclass(frozen=True)
class Choice:
    """Another plan to go to."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class Around:
    """What a reader may go to or answer from the page of a plan."""

    years: list[Choice] = field(default_factory=list)
    hubs: list[Choice] = field(default_factory=list)
    round: StatusRound | None = None
    round_left: int = 0  # rows that wait for an answer in it
    differences: list[Difference] = field(default_factory=list)
    offers: list[JointOffer] = field(default_factory=list)


def around_plan(tree: PlanTree, user: Any) -> Around:
    """At most four queries, whatever the number of rows; offers and differences only for who may answer them."""
    plan = tree.plan
    if plan.is_template:
        return Around()
    years, hubs = _others(plan, user)
    answers = not plan.is_locked and user.has_perm("plans.change_plan", plan)
    asked = open_round_for(plan.year)
    return Around(
        years,
        hubs,
        asked,
        len(tree.rows) - answered_in(tree, asked) if asked else 0,
        template_differences(tree) if answers else [],
        open_offers(plan) if answers else [],
    )


def _others(plan: ActionPlan, user: Any) -> tuple[list[Choice], list[Choice]]:
    years, hubs = [], []
    plans = plans_visible_to(user).of_hubs().only("year", "hub__slug", "hub__short_name")
    for other in plans.order_by("-year", "hub__order"):
        if other.hub is None:
            continue
        if other.hub_id == plan.hub_id:
            years.append(Choice(str(other.year), other.get_absolute_url(), other.pk == plan.pk))
        if other.year == plan.year:
            hubs.append(Choice(other.hub.short_name, other.get_absolute_url(), other.pk == plan.pk))
    return years, hubs


def open_offers(plan: ActionPlan) -> list[JointOffer]:
    """Joint activities that wait for an answer of this plan's hub. One query."""
    offers = JointOffer.objects.filter(hub=plan.hub, year=plan.year, answer=JointOffer.Answer.OPEN)
    return list(offers.select_related("joint__made_by").order_by("offered_at"))
