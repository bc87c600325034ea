"""The activities of a hub's plan, for apps below the plans (``core.registries.plan_activities``)."""

from __future__ import annotations

from django.urls import reverse

from knooppunt.core.registries import PlanActivity
from knooppunt.plans.models import PlanItem


def activities_of(hub_id: int, year: int) -> list[PlanActivity]:
    """What the hub does in ``year``, in the order of its plan. One query."""
    items = PlanItem.objects.filter(
        theme__plan__hub_id=hub_id,
        theme__plan__year=year,
        theme__binned_at__isnull=True,
        kind=PlanItem.Kind.ACTIVITY,
        archived_at__isnull=True,
    ).order_by("theme__order", "theme_id", "order", "pk")
    rows = items.values_list("lineage", "text", "theme__plan__hub__slug")
    return [
        PlanActivity(lineage, " ".join(text.split())[:300], year, reverse("plans:plan", args=[slug, year]))
        for lineage, text, slug in rows
    ]
