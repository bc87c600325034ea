"""Changing the themes of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from knooppunt.core import bin, changes
from knooppunt.core.models import BinBatch
from knooppunt.core.versions import save_version
from knooppunt.plans.actions.refusals import Refused, refuse_when_locked
from knooppunt.plans.actions.rows import _swap
from knooppunt.plans.actions.statuses import SUBJECT
from knooppunt.plans.models import ActionPlan, NationalTheme, PlanItem, SubResult, Theme

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

THEMES_PER_PLAN = 40


def add_theme(*, plan: ActionPlan, title: str, goal: str, national: NationalTheme | None, by: User) -> Theme:
    """Add a theme at the end of the plan. Raises ``PlanLocked``, and ``Refused`` for an unreasonable number."""
    with transaction.atomic():
        refuse_when_locked(plan)
        if plan.themes.count() >= THEMES_PER_PLAN:
            raise Refused(_("This plan is full: it has %(count)d themes.") % {"count": THEMES_PER_PLAN})
        last = plan.themes.aggregate(last=Max("order"))["last"] or 0
        theme = Theme(plan=plan, title=title, goal=goal, national=national, order=last + 1)
        bulk_create_with_history([theme], Theme, default_user=by)
    return theme


def change_theme(*, theme: Theme, seen: int, by: User) -> Theme:
    """Write title, goal and national theme (already set on ``theme``). Raises ``Conflict`` and ``PlanLocked``."""
    with transaction.atomic():
        refuse_when_locked(theme.plan)
        theme._history_user = by  # type: ignore[attr-defined]  # how django-simple-history is told who it was
        save_version(theme, seen=seen, fields=["title", "goal", "national"])
        changes.record(SUBJECT, list(theme.items.values_list("pk", flat=True)))
    return theme


def move_theme(*, theme: Theme, step: int, by: User) -> None:
    """Move a theme up (-1) or down (+1) in its plan; the rows go along. Raises ``PlanLocked``."""
    with transaction.atomic():
        refuse_when_locked(theme.plan)
        _swap(list(Theme.objects.filter(plan_id=theme.plan_id)), theme, step)


def delete_theme(*, theme: Theme, by: User) -> BinBatch:
    """Put a theme with all its rows into the bin for 30 days, as one batch. Raises ``PlanLocked``."""
    with transaction.atomic():
        refuse_when_locked(theme.plan)
        items = list(PlanItem.objects.filter(theme=theme))
        subs = list(SubResult.objects.filter(item__in=items))
        batch = bin.bin_objects(objects=[theme, *items, *subs], by=by, label=theme.title)
        changes.record(SUBJECT, [item.pk for item in items], deleted=True)
    return batch


def restore_batch(*, batch: BinBatch, plan: ActionPlan, by: User) -> BinBatch:
    """Bring back what was deleted from ``plan``. Raises ``PlanLocked``, and core's ``RestoreRefused`` with the reasons."""
    with transaction.atomic():
        refuse_when_locked(plan)
        bin.restore(batch, by=by)
        changes.record(SUBJECT, PlanItem.objects.filter(bin_batch=None, theme__plan=plan).values_list("pk", flat=True))
    return batch
