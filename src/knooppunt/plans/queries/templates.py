"""What the national template says now and a plan does not know yet."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from knooppunt.plans.models import ActionPlan, PlanItem, TemplateAnswer
from knooppunt.plans.queries.tree import PlanTree, Row


@dataclass(frozen=True)
class Difference:
    """A row of the template that changed (``row`` is the plan's own) or is new (``row`` is ``None``)."""

    lineage: UUID
    theme_title: str
    kind: str
    text: str  # as the template has it now
    row: Row | None


def template_differences(tree: PlanTree) -> list[Difference]:
    """What to offer to a plan that follows the template of its year. One query; none for a template or a locked plan.

    A plan follows the template when rows of it came from there, or when it ever answered to it. Offered is what the
    template says differently from what the plan has *and* from what it last answered; so a local wording is left in
    peace until the template changes.
    """
    plan = tree.plan
    if plan.is_template or plan.is_locked:
        return []
    answers = TemplateAnswer.objects.filter(plan=plan)
    items = _template_items(plan.year).annotate(
        plan_answered=Exists(answers),
        answer=Subquery(answers.filter(lineage=OuterRef("lineage")).values("text")[:1]),
    )
    rows = {row.lineage: row for row in (*tree.rows, *tree.archived)}
    shares = any(row.is_shared for row in rows.values())
    return [
        Difference(item.lineage, item.theme.title, item.kind, item.text, rows.get(item.lineage))
        for item in items
        if (shares or item.plan_answered)
        and item.answer != item.text
        and not (item.lineage in rows and rows[item.lineage].text == item.text)
    ]


def template_items(year: int) -> list[PlanItem]:
    """The living rows of the template of a year, with their themes. One query."""
    return list(_template_items(year))


def _template_items(year: int) -> QuerySet[PlanItem]:
    items = PlanItem.objects.filter(
        theme__plan__is_template=True, theme__plan__year=year, theme__binned_at__isnull=True, archived_at__isnull=True
    )
    return items.select_related("theme").order_by("theme__order", "-kind", "order")


def template_of(year: int) -> ActionPlan | None:
    """The national template of a year. One query."""
    return ActionPlan.objects.templates().filter(year=year).first()
