"""What everybody may see of a plan."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from knooppunt.network.models import Hub
from knooppunt.plans.models import ActionPlan, PlanItem
from knooppunt.plans.queries.tree import PlanTree, plan_tree
from knooppunt.plans.queries.visible import PUBLIC_SIGHT


def public_plan(hub: Hub) -> PlanTree | None:
    """The newest plan of a hub of which rows are shown, up to this year, with those rows only.

    Without reasons, owners and notes: they are not in the rows at all. Five queries at most, one when nothing is shown.
    """
    shown = PlanItem.objects.filter(is_public=True, archived_at__isnull=True, theme__binned_at__isnull=True)
    plans = ActionPlan.objects.filter(
        hub=hub, year__lte=timezone.localdate().year, pk__in=shown.filter(theme__plan__hub=hub).values("theme__plan")
    )
    plan = plans.order_by("-year").first()
    return plan_tree(plan, sight=PUBLIC_SIGHT, public_only=True) if plan else None


def hub_section(hub: Hub) -> dict[str, Any] | None:
    """The section of the hub's public page, or ``None`` when the hub shows nothing."""
    tree = public_plan(hub)
    return {"tree": tree, "plan": tree.plan} if tree else None
