"""One report: reading it, its history, deleting it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from knooppunt.core import access
from knooppunt.reports.actions.reports import delete_report
from knooppunt.reports.models import Kind, Report, Section, State
from knooppunt.reports.queries.history import history_of_report, last_reason
from knooppunt.reports.queries.reading import read
from knooppunt.reports.queries.visible import reader_of, versions_visible_to
from knooppunt.reports.views.common import acting_user, get_report, get_version, says_no


@access.needs("reports.view_report", methods=("GET",))
def report_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A report as the reader may read it: live while it is open, else frozen; ``?versie=`` opens an older version."""
    report = get_report(request, pk)
    snapshot = get_version(request, report)
    may_write = request.user.has_perm("reports.write_report", report)
    is_live = snapshot is None
    document = read(report, snapshot, reader_of(request.user, report), keep_empty=may_write and is_live)
    context: dict[str, Any] = {
        "report": report,
        "hub": report.hub,
        "document": document,
        "snapshot": snapshot,
        "versions": versions_visible_to(request.user, report),
        "sections": {row.code: row for row in Section.objects.filter(report=report)} if may_write and is_live else {},
        "query": f"?versie={snapshot.number}" if snapshot and request.GET.get("versie") else "",
        "steps": _steps(request, report, may_write),
        "reason": last_reason(report) if report.state == State.RETURNED else None,
        "may_write": may_write,
        "list_url": _list_url(request, report),
    }
    return render(request, "reports/report.html", context)


def _steps(request: HttpRequest, report: Report, may_write: bool) -> dict[str, bool]:
    """What can be done with the report now, by this reader."""
    state = report.state
    national = report.kind == Kind.NATIONAL
    return {
        "write": may_write and report.is_open,
        "freeze": may_write and report.is_open,
        "submit": may_write and state == State.FROZEN and not national,
        "publish": may_write and state in {State.FROZEN, State.APPROVED},
        "unpublish": may_write and report.published_id is not None,
        "correct": may_write and not report.is_open,
        "decide": state == State.SUBMITTED and request.user.has_perm("reports.decide_report", report),
        "ask": report.kind != Kind.NATIONAL and request.user.has_perm("reports.ask_quote", report),
        "delete": may_write and not (report.published_id or report.shared_id or report.approved_id),
    }


def _list_url(request: HttpRequest, report: Report) -> str:
    if report.hub and request.user.has_perm("reports.view_hub_reports", report):
        return reverse("reports:hub", args=[report.hub.slug])
    return reverse("reports:national")


@access.needs("reports.write_report", methods=("GET",))
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """What happened to a report and its texts."""
    report = get_report(request, pk, "reports.write_report")
    context = {"report": report, "hub": report.hub, "events": history_of_report(report)}
    return render(request, "reports/history.html", context)


@access.needs("reports.write_report", methods=("POST",))
@says_no
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Into the bin; the list that follows offers to take it back."""
    report = get_report(request, pk, "reports.write_report")
    batch = delete_report(report=report, by=acting_user(request))
    if report.hub is None:
        return redirect("reports:national")
    return redirect(f"{reverse('reports:hub', args=[report.hub.slug])}?weg={batch.pk}")
