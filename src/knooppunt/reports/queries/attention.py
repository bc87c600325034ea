"""What about reports asks for somebody's attention."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.core.registries import AttentionItem
from knooppunt.journal.models import Moment
from knooppunt.network.api import hubs_of, roles_of
from knooppunt.network.models import Hub, Role
from knooppunt.reports.models import Kind, Report, State
from knooppunt.reports.queries.listing import ListedReport, listed
from knooppunt.reports.spans import Span, half_year

DUE_DAYS = 92  # after that nobody is reminded any more


def attention_for_user(user: Any) -> list[AttentionItem]:
    """Ambassadors: what came back, and a half-year that is over without a report. Board and coordinator: what waits for
    them. Three queries at most.
    """
    items: list[AttentionItem] = []
    hubs = hubs_of(user, Role.AMBASSADOR)
    if hubs:
        items += _for_writers(hubs)
    decides = [hub.pk for hub in hubs_of(user, Role.BOARD)]
    waiting = Report.objects.filter(state=State.SUBMITTED).select_related("hub", "organisation")
    if Role.COORDINATOR not in roles_of(user):
        waiting = waiting.filter(hub__in=decides)
    if decides or Role.COORDINATOR in roles_of(user):
        items += [_waits(one) for one in listed(waiting.order_by("changed_at")[:20])]
    return items


def attention_for_hub(hub: Hub) -> list[AttentionItem]:
    """The same for the overview of one hub."""
    return _for_writers([hub])


def _for_writers(hubs: list[Hub]) -> list[AttentionItem]:
    over = half_year(timezone.localdate()).before
    reports = Report.objects.filter(hub__in=hubs).select_related("hub", "organisation")
    items, have = [], set()
    for one in listed(reports.order_by("-last", "pk")[:200]):
        report = one.report
        if report.kind == Kind.HALF_YEAR and (report.first, report.last) == (over.first, over.last):
            have.add(report.hub_id)
        if report.state == State.RETURNED:
            items.append(
                AttentionItem(
                    title=_("%(report)s came back") % {"report": one.title},
                    text=f"{report.hub} · {one.span.label}",
                    url=reverse("reports:report", args=[report.pk]),
                    action_label=_("Read why"),
                    kind="report-returned",
                    since=report.changed_at,
                )
            )
    today = timezone.localdate()
    if (today - half_year(today).first).days < DUE_DAYS:
        items += [_due(hub, over) for hub in _with_moments([hub for hub in hubs if hub.pk not in have], over)]
    return items


def _with_moments(hubs: list[Hub], span: Span) -> list[Hub]:
    """Those that have something to report. One query, none without hubs."""
    if not hubs:
        return []
    moments = Moment.objects.filter(hub__in=hubs, date__gte=span.first, date__lte=span.last)
    known = set(moments.order_by().values_list("hub_id", flat=True).distinct())
    return [hub for hub in hubs if hub.pk in known]


def _due(hub: Hub, span: Span) -> AttentionItem:
    return AttentionItem(
        title=_("The half-year report is ready to be made"),
        text=f"{hub} · {span.label}",
        url=reverse("reports:start", args=[hub.slug]),
        action_label=_("Make it now"),
        kind="report-due",
    )


def _waits(one: ListedReport) -> AttentionItem:
    return AttentionItem(
        title=_("A report waits for your approval"),
        text=f"{one.report.hub} · {one.title}, {one.span.label}",
        url=reverse("reports:report", args=[one.report.pk]),
        action_label=_("Read it"),
        kind="report-waits",
        since=one.report.changed_at,
    )
