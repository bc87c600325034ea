"""The steps from draft to published. Each is a POST with the version that was seen."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from knooppunt.core import access
from knooppunt.reports.actions import states
from knooppunt.reports.models import Kind, Snapshot
from knooppunt.reports.queries.reading import read
from knooppunt.reports.queries.visible import PUBLIC_READER
from knooppunt.reports.views.common import acting_user, get_report, says_no, seen_version


@access.needs("reports.write_report", methods=("POST",))
@says_no
def freeze(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep figures and texts as they are."""
    report = get_report(request, pk, "reports.write_report")
    snapshot = states.freeze_report(report=report, seen=seen_version(request), by=acting_user(request))
    messages.success(request, _("Version %(number)d is frozen.") % {"number": snapshot.number})
    return redirect("reports:report", pk)


@access.needs("reports.write_report", methods=("POST",))
@says_no
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand it in."""
    report = get_report(request, pk, "reports.write_report")
    states.submit_report(report=report, seen=seen_version(request), by=acting_user(request))
    messages.success(request, _("Submitted. Your board and the national coordination can read it now."))
    return redirect("reports:report", pk)


@access.needs("reports.write_report", methods=("POST",))
@says_no
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Open it again."""
    report = get_report(request, pk, "reports.write_report")
    states.correct_report(report=report, seen=seen_version(request), by=acting_user(request))
    messages.success(request, _("You can write again. Freeze it when the new version is ready."))
    return redirect("reports:report", pk)


@access.needs("reports.decide_report", methods=("POST",))
@says_no
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve, or send back with a reason."""
    report = get_report(request, pk, "reports.decide_report")
    if "approve" in request.POST:
        states.approve_report(report=report, seen=seen_version(request), by=acting_user(request))
        messages.success(request, _("Approved."))
        return redirect("reports:report", pk)
    reason = request.POST.get("reason", "")
    states.return_report(report=report, reason=reason, seen=seen_version(request), by=acting_user(request))
    messages.success(request, _("Returned. The hub reads your reason with the report."))
    return redirect("reports:report", pk)


@access.needs("reports.write_report")
@says_no
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows exactly what everybody will read; POST shows it to everybody."""
    report = get_report(request, pk, "reports.write_report")
    if request.method == "POST":
        states.publish_report(report=report, seen=seen_version(request), by=acting_user(request))
        messages.success(request, _("The report is on the public site."))
        return redirect("reports:report", pk)
    snapshot = Snapshot.objects.filter(report=report).order_by("-number").first()
    if snapshot is None:
        messages.warning(
            request, _("Freeze the report first. A report that waits for a decision is published after that.")
        )
        return redirect("reports:report", pk)
    context = {
        "report": report,
        "hub": report.hub,
        "document": read(report, snapshot, PUBLIC_READER),
        "is_national": report.kind == Kind.NATIONAL,
    }
    return render(request, "reports/publish.html", context)


@access.needs("reports.write_report", methods=("POST",))
@says_no
def unpublish(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the public page away."""
    report = get_report(request, pk, "reports.write_report")
    states.unpublish_report(report=report, seen=seen_version(request), by=acting_user(request))
    messages.success(request, _("The report is off the public site."))
    return redirect("reports:report", pk)
