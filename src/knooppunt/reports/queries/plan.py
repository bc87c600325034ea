"""How the rows of a plan stood at the end of a period, and what had changed since its beginning."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.utils import timezone

from knooppunt.core.models import StatusChange
from knooppunt.network.models import Hub
from knooppunt.plans.api import ITEM_STATUSES, Row, Sight, ThemeNode, plan_tree
from knooppunt.plans.models import ActionPlan, Status
from knooppunt.reports.content import PlanRow, PlanTheme
from knooppunt.reports.spans import Span, start_of

_WITH_REASONS = Sight(reasons=True)  # who may read them is decided when the report is read


@dataclass(frozen=True)
class PlanPart:
    """A plan in a report."""

    year: int
    themes: list[PlanTheme]


@dataclass(frozen=True)
class Standing:
    """The status of one row at the end of a period and at its beginning."""

    status: str
    was: str
    reason: str


def plan_of(hub: Hub, span: Span) -> PlanPart | None:
    """The plan of the year in which the period ends; ``None`` when there is none. Five or six queries."""
    plan = ActionPlan.objects.filter(hub=hub, year=span.last.year).first()
    if plan is None:
        return None
    tree = plan_tree(plan, sight=_WITH_REASONS)
    standings = standings_of({row.pk: (row.status, row.reason) for row in tree.rows}, span)
    return PlanPart(plan.year, [_theme(node, standings, span) for node in tree.themes])


def standings_of(rows: Mapping[int, tuple[str, str]], span: Span) -> dict[int, Standing]:
    """For rows with their status and reason of today: how they stood in the period. One query.

    Read from the history of statuses, so that a report about a period long gone says how it was.
    """
    start, end = start_of(span.first), start_of(span.last + dt.timedelta(days=1))
    was: dict[int, str] = {}
    now: dict[int, tuple[str, str]] = {}
    for pk, old, new, reason, at in _changes(rows):
        if at < start:
            was[pk] = new
            now[pk] = (new, reason)
        elif at < end:
            was.setdefault(pk, old)
            now[pk] = (new, reason)
        elif pk not in now:  # the first change after the period tells how it stood
            was.setdefault(pk, old)
            now[pk] = (old, "")
    ended = span.last < timezone.localdate()
    found = {}
    for pk, (status, reason) in rows.items():
        at_end = now.get(pk, (status, reason)) if ended else (status, reason)
        found[pk] = Standing(at_end[0], was.get(pk, at_end[0]), at_end[1] if at_end[0] == Status.BEHIND else "")
    return found


def _changes(rows: Collection[int]) -> Iterable[tuple[int, str, str, str, dt.datetime]]:
    changes = StatusChange.objects.filter(subject_kind=ITEM_STATUSES, subject_id__in=list(rows))
    return changes.order_by("at", "pk").values_list("subject_id", "old", "new", "reason", "at")


def _theme(node: ThemeNode, standings: Mapping[int, Standing], span: Span) -> PlanTheme:
    title = node.theme.national.short_title if node.theme.national else node.theme.title
    return PlanTheme(title, [_row(row, standings[row.pk], span) for row in node.rows])


def _row(row: Row, standing: Standing, span: Span) -> PlanRow:
    soon = span.last + (span.last - span.first)
    day = row.planned_until or row.planned_from
    return PlanRow(
        label=row.label,
        text=" ".join(row.text.split()),
        status=standing.status,
        was=standing.was,
        reason=standing.reason,
        is_public=row.is_public,
        day=day.isoformat() if day and span.last < day <= soon and standing.status != Status.ACHIEVED else "",
    )
