"""What stands in the document of a plan, in words: the same for PDF and Word."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext

from knooppunt.core.components import STATUS_LOOKS, status_look, to_date
from knooppunt.plans.queries.tree import PlanTree, Row, ThemeNode
from knooppunt.plans.queries.visible import Sight


@dataclass(frozen=True)
class StatusContent:
    """A status: its code chooses the drawing, the word stands beside it."""

    code: str
    word: str


@dataclass(frozen=True)
class RowContent:
    """A focus item (with a number) or an activity (without)."""

    number: str
    text: str
    results: list[str]
    deliverable: str
    details: list[str]
    status: StatusContent
    reason: str


@dataclass(frozen=True)
class ThemeContent:
    """A chapter."""

    title: str
    goal: str
    focus: list[RowContent]
    activities: list[RowContent]


@dataclass(frozen=True)
class Labels:
    """The fixed words of the form."""

    introduction: str
    goal: str
    focus: str
    activities: str
    status: str
    legend: str
    page: str
    of: str


@dataclass(frozen=True)
class PlanContent:
    """A whole document. Everything is text in the active language; what people wrote stays as it is."""

    title: str
    subtitle: str
    example: str
    dated: list[str]
    introduction: str
    empty: str
    labels: Labels
    legend: list[StatusContent]
    themes: list[ThemeContent]


def plan_content(tree: PlanTree, *, sight: Sight, today: dt.date | None = None) -> PlanContent:
    """The document of ``tree`` in the active language. No query; ``tree`` already holds only what ``sight`` allows."""
    plan = tree.plan
    hub = plan.hub.name if plan.hub else gettext("National template")
    return PlanContent(
        title=plan.title,
        subtitle=f"{hub}, {plan.year}",
        example=gettext("Example. What stands in this plan is made up, to show how it works.")
        if plan.is_example
        else "",
        dated=list(_dated(tree, sight, today or timezone.localdate())),
        introduction=plan.introduction,
        empty="" if tree.themes else gettext("This plan has no themes yet."),
        labels=Labels(
            introduction=gettext("Introduction"),
            goal=gettext("Goal"),
            focus=gettext("In %(year)s the focus is on") % {"year": plan.year},
            activities=gettext("Activities"),
            status=gettext("Status"),
            legend=gettext("What the statuses mean"),
            page=gettext("page"),
            of=gettext("of"),
        ),
        legend=[StatusContent(look.code, str(look.label)) for look in STATUS_LOOKS],
        themes=[_theme(node) for node in tree.themes],
    )


def _dated(tree: PlanTree, sight: Sight, today: dt.date) -> Iterable[str]:
    yield gettext("Statuses as they were on %(day)s.") % {"day": date_format(today, "j F Y")}
    if tree.last_confirmed:
        day = date_format(to_date(tree.last_confirmed), "j F Y")
        yield gettext("Last brought up to date on %(day)s.") % {"day": day}
    if not sight.reasons:
        yield gettext("Without reasons, owners and notes.")


def _theme(node: ThemeNode) -> ThemeContent:
    return ThemeContent(
        title=node.theme.title,
        goal=node.theme.goal,
        focus=[_row(row, str(number)) for number, row in enumerate(node.focus, start=1)],
        activities=[_row(row, "") for row in node.activities],
    )


def _row(row: Row, number: str) -> RowContent:
    return RowContent(
        number=number,
        text=row.text,
        results=[
            gettext("%(result)s (done)") % {"result": result.text} if result.is_done else result.text
            for result in row.sub_results
        ],
        deliverable=_deliverable(row.deliverable),
        details=list(_details(row)),
        status=StatusContent(row.status, str(status_look(row.status).label)),
        reason=row.reason if row.is_behind else "",
    )


def _deliverable(text: str) -> str:
    """With a label, unless the text already says so (as in the plans of 2023: "Opleveren een compact rapport …")."""
    if not text or text.lower().startswith("oplever"):
        return text
    return gettext("To be delivered: %(what)s") % {"what": text}


def _details(row: Row) -> Iterable[str]:
    """Who, when, how much: the rights of the reader have already emptied what is not for them."""
    if row.partners:
        yield gettext("Together with %(hubs)s") % {"hubs": ", ".join(partner.hub for partner in row.partners)}
    if row.owner:
        yield gettext("Owner: %(name)s") % {"name": row.owner}
    if row.planned_from or row.planned_until:
        yield _period(row.planned_from, row.planned_until)
    if row.hours is not None:
        yield gettext("%(hours)s hours") % {"hours": number_format(row.hours.normalize())}
    if row.handover_to:
        yield gettext("Could be handed over to %(whom)s") % {"whom": row.handover_to}
    if row.note:
        yield gettext("Note: %(text)s") % {"text": row.note}


def _period(first: dt.date | None, last: dt.date | None) -> str:
    if first and last:
        return f"{date_format(first, 'j F Y')} – {date_format(last, 'j F Y')}"
    day = {"day": date_format(first or last or "", "j F Y")}
    return (gettext("From %(day)s") if first else gettext("Until %(day)s")) % day
