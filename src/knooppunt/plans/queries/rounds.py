"""Status rounds: which are open, and how far each hub is.

A row counts as answered when somebody set or confirmed its status since the round began. For a round that is over the
status history tells, because rows have been confirmed since.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Count, Exists, OuterRef, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext

from knooppunt.core.models import StatusChange
from knooppunt.core.registries import AttentionItem
from knooppunt.network.api import hubs_of
from knooppunt.network.models import Hub
from knooppunt.plans.models import ActionPlan, PlanItem, StatusRound
from knooppunt.plans.queries.history import SUBJECT
from knooppunt.plans.queries.tree import PlanTree


@dataclass(frozen=True)
class Progress:
    """How far one hub is in a round; ``plan`` is ``None`` where the hub has no plan for the year."""

    hub: Hub
    plan: ActionPlan | None
    total: int = 0
    answered: int = 0

    @property
    def left(self) -> int:
        """Rows that still wait."""
        return self.total - self.answered

    @property
    def is_done(self) -> bool:
        """Whether nothing waits any more. Without a plan, or with an empty one, a hub cannot be done."""
        return self.total > 0 and self.left == 0


def open_rounds() -> list[StatusRound]:
    """Rounds in which hubs are asked today, the one that closes first on top. One query."""
    return list(StatusRound.objects.open().order_by("closes_on", "pk"))


def open_round_for(year: int) -> StatusRound | None:
    """The open round about plans of ``year``. One query."""
    return StatusRound.objects.open().filter(year=year).order_by("closes_on", "pk").first()


def progress_of_hubs(asked: StatusRound) -> list[Progress]:
    """Every hub that is asked, in the fixed order. Three queries, whatever the number of hubs."""
    plans = {plan.hub_id: plan for plan in ActionPlan.objects.of_hubs().filter(year=asked.year)}
    counts = _counts(asked, PlanItem.objects.filter(theme__plan__year=asked.year, theme__plan__is_template=False))
    hubs = Hub.objects.filter(
        Q(closed_on__isnull=True) & ~Q(kind=Hub.Kind.NATIONAL)
        | Q(pk__in=[pk for pk in plans if pk], closed_on__gt=asked.opens_on)
    )
    return [_progress(hub, plans.get(hub.pk), counts) for hub in hubs]


def progress_of_plan(asked: StatusRound, plan: ActionPlan) -> Progress | None:
    """One plan of a hub. One query, if its hub is at hand."""
    if plan.hub is None:
        return None
    return _progress(plan.hub, plan, _counts(asked, PlanItem.objects.filter(theme__plan=plan)))


def answered_in(tree: PlanTree, asked: StatusRound) -> int:
    """How many rows of a plan at hand are answered in an open round. No query."""
    return sum(1 for row in tree.rows if row.confirmed_at and row.confirmed_at >= asked.starts_at)


def asked_of_user(user: Any) -> list[AttentionItem]:
    """What open rounds ask of the hubs that ``user`` runs, until nothing waits any more. Three queries at most."""
    return _asked([hub for hub in hubs_of(user) if hub.closed_on is None])


def asked_of_hub(hub: Hub) -> list[AttentionItem]:
    """The same for one hub."""
    return _asked([hub] if hub.closed_on is None else [])


def _asked(hubs: list[Hub]) -> list[AttentionItem]:
    rounds = {asked.year: asked for asked in reversed(open_rounds())} if hubs else {}
    if not rounds:
        return []
    plans = ActionPlan.objects.filter(hub__in=hubs, year__in=rounds, locked_at__isnull=True).select_related("hub")
    found = []
    for plan in plans:
        asked = rounds[plan.year]
        progress = progress_of_plan(asked, plan)
        if progress is not None and progress.total and not progress.is_done:
            found.append(_ask(asked, progress, plan))
    return found


def _ask(asked: StatusRound, progress: Progress, plan: ActionPlan) -> AttentionItem:
    text = gettext("%(left)s of %(total)s rows to go. This can be done until %(day)s.") % {
        "left": progress.left,
        "total": progress.total,
        "day": date_format(asked.closes_on, "j F"),
    }
    return AttentionItem(asked.title, text, plan.get_absolute_url(), gettext("To the plan"), kind="plans.round")


def overlapping(*, year: int, opens_on: object, closes_on: object, but: int | None) -> StatusRound | None:
    """Another round about the same year that is open on one of these days. One query."""
    others = StatusRound.objects.filter(
        year=year, closed_at__isnull=True, opens_on__lte=closes_on, closes_on__gte=opens_on
    )
    return (others.exclude(pk=but) if but else others).first()


def _progress(hub: Hub, plan: ActionPlan | None, counts: dict[int, tuple[int, int]]) -> Progress:
    return Progress(hub, plan, *counts.get(plan.pk, (0, 0))) if plan else Progress(hub, None)


def _counts(asked: StatusRound, items: QuerySet[PlanItem]) -> dict[int, tuple[int, int]]:
    """Plan → (rows, answered rows)."""
    items = items.filter(theme__binned_at__isnull=True, archived_at__isnull=True)
    if asked.is_over:
        items = items.filter(created_at__lt=asked.ends_at).annotate(answer=_answered_then(asked))
        answered = Q(answer=True)
    else:
        answered = Q(confirmed_at__gte=asked.starts_at)
    rows = items.order_by().values("theme__plan_id").annotate(total=Count("pk"), done=Count("pk", filter=answered))
    return {row["theme__plan_id"]: (row["total"], row["done"]) for row in rows}


def _answered_then(asked: StatusRound) -> Exists:
    acts = StatusChange.objects.filter(
        subject_kind=SUBJECT,
        subject_id=OuterRef("pk"),
        act__in=[StatusChange.Act.SET, StatusChange.Act.CONFIRMED],
        at__gte=asked.starts_at,
        at__lt=asked.ends_at,
    )
    return Exists(acts, output_field=BooleanField())
