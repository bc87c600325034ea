"""What was deleted from a plan and can still come back."""

from __future__ import annotations

from django.db.models import QuerySet

from knooppunt.core.models import BinBatch
from knooppunt.plans.models import ActionPlan, PlanItem, Theme


def batch_of_plan(batch: BinBatch, plan: ActionPlan) -> bool:
    """Whether what was deleted in ``batch`` came from ``plan``. At most two queries."""
    return (
        Theme.all_objects.filter(bin_batch=batch, plan=plan).exists()
        or PlanItem.all_objects.filter(bin_batch=batch, theme__plan=plan).exists()
    )


def deleted_from_plan(plan: ActionPlan) -> QuerySet[BinBatch]:
    """The batches of themes and rows of a plan that are in the bin, newest first. One query."""
    themes = Theme.all_objects.filter(plan=plan, bin_batch__isnull=False).values("bin_batch")
    items = PlanItem.all_objects.filter(theme__plan=plan, bin_batch__isnull=False).values("bin_batch")
    batches = BinBatch.objects.filter(pk__in=themes) | BinBatch.objects.filter(pk__in=items)
    return batches.filter(restored_at=None).select_related("by").distinct()
