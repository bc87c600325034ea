"""Making, locking and naming plans."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from knooppunt.core import changes, status
from knooppunt.core.versions import save_version
from knooppunt.plans.actions.refusals import Refused, refuse_when_locked
from knooppunt.plans.actions.statuses import SUBJECT
from knooppunt.plans.models import ActionPlan, PlanItem, SubResult, TemplateAnswer, Theme

if TYPE_CHECKING:
    from knooppunt.accounts.models import User
    from knooppunt.network.models import Hub


@dataclass(frozen=True)
class Along:
    """What goes along when a plan is copied, besides the texts of the chosen rows."""

    statuses: bool = False
    owners: bool = True
    details: bool = True  # deliverables, sub-results, hours, who could take it over
    notes: bool = False


def add_plan(*, hub: Hub | None, year: int, title: str, by: User, introduction: str = "") -> ActionPlan:
    """An empty plan of ``hub`` for ``year``; without a hub an empty national template. Raises ``Refused`` when there is one."""
    plan = ActionPlan(hub=hub, is_template=hub is None, year=year, title=title, introduction=introduction)
    try:
        with transaction.atomic():
            bulk_create_with_history([plan], ActionPlan, default_user=by)
    except IntegrityError:
        raise Refused(_("There is a plan for %(year)s already. Open that one.") % {"year": year}) from None
    return plan


def copy_plan(
    *,
    source: ActionPlan,
    hub: Hub | None,
    year: int,
    title: str,
    items: Collection[int],
    by: User,
    along: Along | None = None,
) -> ActionPlan:
    """A new plan for ``year`` with the chosen rows (primary keys) of ``source`` and the themes they stand in.

    Lineages stay, so that years can be compared; shared rows stay linked to the national template, local ones stay local.
    Nobody has confirmed a copied status for the new year, so ``confirmed_at`` is empty. Themes without chosen rows come
    along when they had none at all. Raises ``Refused`` when the year has a plan already. Constant number of queries.
    """
    along = along or Along()
    with transaction.atomic():
        plan = add_plan(hub=hub, year=year, title=title, by=by, introduction=source.introduction)
        ActionPlan.objects.filter(pk=plan.pk).update(copied_from=source)
        plan.copied_from = source
        pairs = _copy_themes(source, plan, items, by)
        copies = _copy_items(pairs, items, along, by, from_template=source.is_template)
        if along.details:
            _copy_sub_results(copies)
        if along.statuses:
            kept = [(item, old) for old, item in copies if item.status]
            rows = [
                status.NewStatus(item.pk, "", item.status, item.status_reason, status.Act.COPIED) for item, _old in kept
            ]
            status.record_statuses(subject_kind=SUBJECT, rows=rows, by=by)
        _copy_answers(source, plan)
        changes.record(SUBJECT, [item.pk for _old, item in copies])
    return plan


def _copy_themes(source: ActionPlan, plan: ActionPlan, items: Collection[int], by: User) -> list[tuple[Theme, Theme]]:
    pairs = []
    for old in Theme.objects.filter(plan=source).prefetch_related("items"):
        rows = [item.pk for item in old.items.all()]
        if rows and not set(rows) & set(items):
            continue
        pairs.append(
            (old, Theme(plan=plan, national_id=old.national_id, title=old.title, goal=old.goal, order=old.order))
        )
    bulk_create_with_history([new for _old, new in pairs], Theme, default_user=by)
    return pairs


def _copy_items(
    pairs: Sequence[tuple[Theme, Theme]], chosen: Collection[int], along: Along, by: User, *, from_template: bool
) -> list[tuple[PlanItem, PlanItem]]:
    wanted, now = set(chosen), timezone.now()
    copies = [
        (old, _copy_of(old, new_theme, along, is_shared=from_template or old.is_shared))
        for old_theme, new_theme in pairs
        for old in old_theme.items.all()
        if old.pk in wanted
    ]
    for _old, new in copies:
        new.status_at = now if new.status else None
    bulk_create_with_history([new for _old, new in copies], PlanItem, default_user=by)
    return copies


def _copy_of(old: PlanItem, theme: Theme, along: Along, *, is_shared: bool) -> PlanItem:
    new = copy.copy(old)
    new.pk, new.uuid, new.version = None, uuid.uuid4(), 1
    new._state = copy.copy(old._state)
    new._state.adding = True
    new._state.fields_cache = {}
    new.theme, new.is_shared = theme, is_shared
    new.confirmed_at = new.archived_at = new.binned_at = None
    new.bin_batch = None
    new.planned_from = new.planned_until = None  # dates belong to their year
    new.is_public = False  # publishing is a choice for each year
    if not along.statuses:
        new.status = new.status_reason = ""
    if not along.owners:
        new.owner, new.owner_name = None, ""
    if not along.details:
        new.deliverable, new.hours, new.handover_to = "", None, ""
    if not along.notes:
        new.note = ""
    return new


def _copy_sub_results(copies: Sequence[tuple[PlanItem, PlanItem]]) -> None:
    new_of = {old.pk: new for old, new in copies}
    SubResult.objects.bulk_create(
        SubResult(item=new_of[sub.item_id], text=sub.text, order=sub.order)
        for sub in SubResult.objects.filter(item_id__in=list(new_of))
    )


def _copy_answers(source: ActionPlan, plan: ActionPlan) -> None:
    """Remember what the template said, so that only what changes later is offered."""
    if plan.is_template:
        return
    if source.is_template:
        rows = PlanItem.objects.filter(theme__plan=source, theme__binned_at__isnull=True, archived_at__isnull=True)
        answers = list(rows.values_list("lineage", "text"))
    else:
        answers = list(source.template_answers.values_list("lineage", "text"))
    TemplateAnswer.objects.bulk_create(
        TemplateAnswer(plan=plan, lineage=lineage, text=text) for lineage, text in answers
    )


def change_plan(*, plan: ActionPlan, seen: int, by: User) -> ActionPlan:
    """Write title and introduction (already set on ``plan``). Raises ``Conflict`` and ``PlanLocked``."""
    with transaction.atomic():
        refuse_when_locked(plan)
        plan._history_user = by  # type: ignore[attr-defined]  # how django-simple-history is told who it was
        save_version(plan, seen=seen, fields=["title", "introduction"])
    return plan


def lock_year(*, year: int, by: User, locked: bool = True) -> int:
    """Close (or reopen) all plans and the template of a year: readable, no longer changeable. Returns how many changed."""
    with transaction.atomic():
        plans = list(ActionPlan.objects.filter(year=year, locked_at__isnull=locked))
        for plan in plans:
            lock_plan(plan=plan, by=by, locked=locked)
    return len(plans)


def lock_plan(*, plan: ActionPlan, by: User, locked: bool = True) -> ActionPlan:
    """Close or reopen one plan. Doing it twice changes nothing."""
    if plan.is_locked == locked:
        return plan
    with transaction.atomic():
        plan.locked_at = timezone.now() if locked else None
        plan._history_user = by  # type: ignore[attr-defined]  # how django-simple-history is told who it was
        save_version(plan, seen=plan.version, fields=["locked_at"])
    return plan
