"""Which reports somebody may see, which version of each, and as whom."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from knooppunt.network.api import hub_ids_with, roles_of
from knooppunt.network.models import Role
from knooppunt.reports.content import HUB, NETWORK, PUBLIC
from knooppunt.reports.document import Reader
from knooppunt.reports.models import Kind, Report, Snapshot

PUBLIC_READER = Reader(PUBLIC)


def reports_visible_to(user: Any) -> QuerySet[Report]:
    """Living reports that ``user`` may read in the workspace, with hub and organisation.

    All of one's own hub; for the coordinator what was submitted and the national ones; for programme readers what was
    approved. Costs no query beyond the mandates.
    """
    roles = roles_of(user)
    found = Q(hub_id__in=hub_ids_with(user, Role.AMBASSADOR, Role.BOARD))
    if Role.COORDINATOR in roles:
        found |= Q(shared__isnull=False) | Q(kind=Kind.NATIONAL)
    if Role.PROGRAMME in roles:
        found |= Q(approved__isnull=False)
    reports: QuerySet[Report] = Report.objects.filter(found).select_related("hub", "organisation")
    return reports


def reader_of(user: Any, report: Report) -> Reader:
    """As whom ``user`` reads ``report``: the hub's own people read everything, others what is shared with all hubs."""
    own = report.hub_id is not None and user.has_perm("reports.view_hub_reports", report)
    return Reader(HUB if own else NETWORK)


def versions_visible_to(user: Any, report: Report) -> QuerySet[Snapshot]:
    """The frozen versions that ``user`` may open, newest first, without their content."""
    snapshots: QuerySet[Snapshot] = Snapshot.objects.filter(report=report)
    if not _is_writer_or_board(user, report):
        allowed = [report.published_id, report.approved_id]
        if Role.COORDINATOR in roles_of(user):
            allowed.append(report.shared_id)
        snapshots = snapshots.filter(pk__in=[pk for pk in allowed if pk])
    return snapshots.order_by("-number").defer("content")


def version_for(user: Any, report: Report) -> Snapshot | None:
    """The version that ``user`` reads: ``None`` means the live report. One query at most.

    The hub and, for the national report, the coordinator read live while the report is open, else the newest version.
    """
    if _is_writer_or_board(user, report) and report.is_open:
        return None
    if _is_writer_or_board(user, report):
        return Snapshot.objects.filter(report=report).order_by("-number").first()
    wanted = report.shared_id if Role.COORDINATOR in roles_of(user) and report.shared_id else report.approved_id
    return Snapshot.objects.filter(pk=wanted or 0).first()


def published_reports() -> QuerySet[Report]:
    """What everybody may read, newest first."""
    reports: QuerySet[Report] = Report.objects.filter(published__isnull=False)
    return reports.select_related("hub", "organisation").order_by("-last", "hub__order", "-pk")


def _is_writer_or_board(user: Any, report: Report) -> bool:
    if report.hub_id is None:
        return Role.COORDINATOR in roles_of(user)
    return bool(user.has_perm("reports.view_hub_reports", report))
