"""How a plan stands per theme, in few words: for "deze week" and other pages that only look at it from a distance."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count
from django.urls import reverse

from knooppunt.network.models import Hub
from knooppunt.plans.models import ActionPlan, PlanItem, Status, Theme


@dataclass
class ThemeGlance:
    """One theme: how many rows have which status."""

    title: str
    url: str
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def behind(self) -> int:
        """How many rows are behind schedule."""
        return self.counts[Status.BEHIND]

    @property
    def unset(self) -> int:
        """How many rows have no status yet."""
        return self.counts[""]


@dataclass(frozen=True)
class PlanGlance:
    """One plan."""

    url: str
    year: int
    themes: list[ThemeGlance]


def plan_glance(hub: Hub, year: int) -> PlanGlance | None:
    """How the plan of ``hub`` for ``year`` stands, or ``None`` when there is none. Three queries."""
    plan = ActionPlan.objects.filter(hub=hub, year=year).first()
    if plan is None:
        return None
    url = reverse("plans:plan", args=[hub.slug, year])
    themes = {
        theme.pk: ThemeGlance(theme.title, f"{url}#t{number}")
        for number, theme in enumerate(Theme.objects.filter(plan=plan), start=1)
    }
    rows = PlanItem.objects.filter(theme__in=themes, archived_at__isnull=True).order_by()
    for theme_id, status, count in rows.values_list("theme_id", "status").annotate(Count("pk")):
        themes[theme_id].counts[status] += count
    return PlanGlance(url, year, list(themes.values()))
