"""Answering what the national template offers: take it over or leave it. Never forced, never asked twice."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from knooppunt.core import changes
from knooppunt.core.versions import save_version
from knooppunt.plans.actions.refusals import Refused, refuse_when_locked
from knooppunt.plans.actions.statuses import SUBJECT
from knooppunt.plans.models import ActionPlan, PlanItem, TemplateAnswer, Theme

if TYPE_CHECKING:
    from knooppunt.accounts.models import User


def answer_template(*, plan: ActionPlan, lineage: UUID, take: bool, seen: int | None, by: User) -> PlanItem | None:
    """Take over the template's row of that lineage (or leave it), and remember the answer until the template changes again.

    A row that the plan has gets the text of the template (``seen`` is the version on the screen: ``Conflict`` when it
    changed); a row that it lacks is added to the theme with the same national theme or title, or to a new one. Raises
    ``PlanLocked``, and ``Refused`` when the template no longer has the row.
    """
    with transaction.atomic():
        refuse_when_locked(plan)
        source = _source(plan.year, lineage)
        mine = (
            PlanItem.objects.filter(theme__plan=plan, theme__binned_at__isnull=True, lineage=lineage)
            .select_related("theme__plan")
            .first()
        )
        if take and mine is not None:
            mine.text = source.text
            mine._history_user = by  # how django-simple-history is told who it was
            save_version(mine, seen=mine.version if seen is None else seen, fields=["text"])
        elif take:
            mine = _add(plan, source, by)
        TemplateAnswer.objects.update_or_create(plan=plan, lineage=lineage, defaults={"text": source.text})
        if take and mine is not None:
            changes.record(SUBJECT, [mine.pk])
    return mine if take else None


def _source(year: int, lineage: UUID) -> PlanItem:
    source: PlanItem | None = (
        PlanItem.objects.filter(
            theme__plan__is_template=True, theme__plan__year=year, theme__binned_at__isnull=True, lineage=lineage
        )
        .select_related("theme")
        .first()
    )
    if source is None:
        raise Refused(_("The national template does not have this row any more."))
    return source


def _add(plan: ActionPlan, source: PlanItem, by: User) -> PlanItem:
    theme = _theme_for(plan, source.theme, by)
    last = PlanItem.objects.filter(theme=theme, kind=source.kind).aggregate(last=Max("order"))["last"] or 0
    item = PlanItem(
        theme=theme,
        kind=source.kind,
        text=source.text,
        deliverable=source.deliverable,
        lineage=source.lineage,
        is_shared=True,
        order=last + 1,
    )
    bulk_create_with_history([item], PlanItem, default_user=by)
    return item


def _theme_for(plan: ActionPlan, wanted: Theme, by: User) -> Theme:
    themes: list[Theme] = list(Theme.objects.filter(plan=plan))
    for theme in themes:
        if wanted.national_id and theme.national_id == wanted.national_id:
            return theme
    for theme in themes:
        if theme.title == wanted.title:
            return theme
    order = max((theme.order for theme in themes), default=0) + 1
    theme = Theme(plan=plan, national_id=wanted.national_id, title=wanted.title, goal=wanted.goal, order=order)
    bulk_create_with_history([theme], Theme, default_user=by)
    return theme
