"""Plans of a hub over the years."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count

from knooppunt.plans.models import ActionPlan, PlanItem


@dataclass
class PlanSummary:
    """A plan with its totals."""

    plan: ActionPlan
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """How many rows count."""
        return sum(self.counts.values())


def plan_summaries(plans: list[ActionPlan]) -> list[PlanSummary]:
    """The totals of these plans, in the same order. One query."""
    found = {plan.pk: PlanSummary(plan) for plan in plans}
    rows = PlanItem.objects.filter(
        theme__plan_id__in=list(found), theme__binned_at__isnull=True, archived_at__isnull=True
    )
    for plan_id, status, count in rows.order_by().values_list("theme__plan_id", "status").annotate(count=Count("pk")):
        found[plan_id].counts[status] = count
    return list(found.values())


@dataclass
class Line:
    """One row over the years: its newest text, and per year the status (``None`` where the year has no such row)."""

    theme: str
    kind: str
    text: str
    statuses: list[str | None]
    texts_differ: bool = False


def compare_years(plans: list[ActionPlan]) -> list[Line]:
    """The rows of several plans side by side, joined by lineage, in the order of the newest plan. One query.

    ``plans`` newest first. Rows that only an older plan has come after those of the newer one, under their own theme.
    """
    place = {plan.pk: number for number, plan in enumerate(plans)}
    items = PlanItem.objects.filter(
        theme__plan__in=plans, theme__binned_at__isnull=True, archived_at__isnull=True
    ).select_related("theme")
    ordered = sorted(
        items,
        key=lambda item: (
            place[item.theme.plan_id],
            item.theme.order,
            item.kind != PlanItem.Kind.FOCUS,
            item.order,
            item.pk,
        ),
    )
    lines: dict[UUID, Line] = {}
    for item in ordered:
        line = lines.get(item.lineage)
        if line is None:
            line = lines[item.lineage] = Line(item.theme.title, item.kind, item.text, [None] * len(plans))
        line.statuses[place[item.theme.plan_id]] = item.status
        line.texts_differ = line.texts_differ or line.text != item.text
    order = {title: number for number, title in enumerate(dict.fromkeys(line.theme for line in lines.values()))}
    return sorted(lines.values(), key=lambda line: order[line.theme])


@dataclass
class YearOverview:
    """A plan year as the coordinator sees it."""

    year: int
    template: ActionPlan | None = None
    plans: int = 0
    locked: int = 0

    @property
    def all_locked(self) -> bool:
        """Whether every plan of the year is closed."""
        return self.plans > 0 and self.locked == self.plans


def years_overview() -> list[YearOverview]:
    """Every year with a template or a plan, newest first. One query."""
    years: dict[int, YearOverview] = {}
    for plan in ActionPlan.objects.order_by("-year", "pk"):
        one = years.setdefault(plan.year, YearOverview(plan.year))
        if plan.is_template:
            one.template = plan
        else:
            one.plans += 1
            one.locked += plan.is_locked
    return list(years.values())
