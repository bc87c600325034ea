"""Reports as lists: of a hub, of all hubs, of everybody."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from knooppunt.core.models import BinBatch
from knooppunt.network.models import Hub, Organisation
from knooppunt.reports.models import Kind, Report, State
from knooppunt.reports.queries.visible import reports_visible_to
from knooppunt.reports.spans import Span

MOST = 100


@dataclass(frozen=True)
class ListedReport:
    """A report in a list."""

    report: Report

    @property
    def title(self) -> str:
        """What it is and about when or whom."""
        report = self.report
        if report.kind == Kind.PARTNER:
            name = report.organisation.name if report.organisation else report.organisation_name
            return _("What our cooperation yielded: %(organisation)s") % {"organisation": name}
        return str(report.get_kind_display())

    @property
    def span(self) -> Span:
        """Its days."""
        return Span(self.report.first, self.report.last)

    @property
    def waits(self) -> bool:
        """Whether somebody must decide."""
        return self.report.state == State.SUBMITTED


def hub_list(hub: Hub) -> list[ListedReport]:
    """The living reports of a hub, newest period first. One query."""
    return listed(Report.objects.filter(hub=hub).select_related("organisation")[:MOST])


def listed(reports: Any) -> list[ListedReport]:
    """Ready for a list."""
    return [ListedReport(report) for report in reports]


@dataclass
class NationalLists:
    """What the national coordination and programme readers see."""

    waiting: list[ListedReport] = field(default_factory=list)
    national: list[ListedReport] = field(default_factory=list)
    periods: list[tuple[str, list[ListedReport]]] = field(default_factory=list)


def national_list(user: Any) -> NationalLists:
    """Reports that ``user`` may read across hubs: what waits, national ones, and the rest by period. One query."""
    found = NationalLists()
    decides = user.has_perm("reports.decide_report")
    by_period: dict[tuple[dt.date, dt.date], list[ListedReport]] = {}
    for one in listed(reports_visible_to(user).order_by("-last", "-first", "hub__order", "pk")[: 5 * MOST]):
        if one.report.kind == Kind.NATIONAL:
            found.national.append(one)
        elif one.waits and decides:
            found.waiting.append(one)
        else:
            by_period.setdefault((one.report.first, one.report.last), []).append(one)
    found.periods = [(Span(*days).label, rows) for days, rows in by_period.items()]
    return found


def organisations_of(hub: Hub, *, also: int | None = None) -> QuerySet[Organisation]:
    """Organisations that the hub works with, to choose from."""
    return Organisation.objects.filter(Q(relations__hub=hub) | Q(pk=also or 0)).distinct().order_by("sort_name", "pk")


def deleted_just_now(hub: Hub, number: str) -> BinBatch | None:
    """The batch with a report of this hub that ``?weg=`` names, if it can still come back."""
    if not (number.isdecimal() and number.isascii() and len(number) < 12):
        return None
    batch = BinBatch.objects.filter(pk=number, restored_at__isnull=True).first()
    return batch if batch and Report.all_objects.filter(bin_batch=batch, hub=hub).exists() else None


def hub_section(hub: Any) -> dict[str, Any] | None:
    """The section of the hub's public page, or ``None`` when nothing is published. One query."""
    rows = Report.objects.filter(hub=hub, published__isnull=False).select_related("organisation")
    found = listed(rows.order_by("-last", "-pk")[:4])
    return {"reports": found} if found else None
