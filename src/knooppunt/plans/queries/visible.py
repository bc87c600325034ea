"""Which plans somebody may see, and how much of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from knooppunt.network.api import has_network_role
from knooppunt.plans.models import ActionPlan, ActionPlanQuerySet, PlanItem, Theme


@dataclass(frozen=True)
class Sight:
    """What a reader sees of a plan besides its rows. Nothing by default: that is what the public sees."""

    reasons: bool = False
    notes: bool = False  # notes and owners


PUBLIC_SIGHT = Sight()


def sight_of(user: Any, plan: ActionPlan) -> Sight:
    """How much of ``plan`` this reader may see. Costs no query beyond the mandates."""
    return Sight(reasons=user.has_perm("plans.view_reasons", plan), notes=user.has_perm("plans.view_notes", plan))


def plans_visible_to(user: Any) -> ActionPlanQuerySet:
    """Plans and templates that ``user`` may read, with their hub: all of them for the network, none for others."""
    plans: ActionPlanQuerySet = ActionPlan.objects.select_related("hub")
    return plans if has_network_role(user) else plans.none()


def themes_visible_to(user: Any) -> QuerySet[Theme]:
    """Living themes of visible plans, with plan and hub."""
    themes: QuerySet[Theme] = Theme.objects.select_related("plan__hub", "national")
    return themes if has_network_role(user) else themes.none()


def items_visible_to(user: Any) -> QuerySet[PlanItem]:
    """Living rows in living themes of visible plans, with theme, plan and hub. Reasons and notes are not masked here."""
    items: QuerySet[PlanItem] = PlanItem.objects.filter(theme__binned_at__isnull=True)
    items = items.select_related("theme__plan__hub", "owner")
    return items if has_network_role(user) else items.none()
