"""Which reports there are, and beginning one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from knooppunt.core import access
from knooppunt.core.models import BinBatch
from knooppunt.network.api import organisations_visible_to, own_hub
from knooppunt.network.models import Hub, Organisation
from knooppunt.reports.actions.refusals import Refused
from knooppunt.reports.actions.reports import AlreadyThere, restore_report, start_report
from knooppunt.reports.forms.start import StartForm
from knooppunt.reports.models import Kind
from knooppunt.reports.queries.listing import deleted_just_now, hub_list, national_list, organisations_of
from knooppunt.reports.views.common import acting_user, get_hub


@access.needs("reports.view_reports", methods=("GET",))
def own(request: HttpRequest) -> HttpResponse:
    """The short address: the reports of one's own hub, else those of all hubs."""
    hub = own_hub(request.user)
    if hub is not None:
        return redirect("reports:hub", hub.slug)
    return redirect("reports:national")


@access.needs("reports.view_hub_reports", methods=("GET",))
def hub_reports(request: HttpRequest, hub: str) -> HttpResponse:
    """The reports of a hub."""
    found = get_hub(request, hub)
    undo = deleted_just_now(found, request.GET.get("weg", ""))
    context: dict[str, Any] = {
        "hub": found,
        "lines": hub_list(found),
        "may_write": request.user.has_perm("reports.start_report", found),
        "undo": undo
        and {
            "text": _("The report is deleted."),
            "action": reverse("reports:restore", args=[found.slug, undo.pk]),
        },
    }
    return render(request, "reports/hub.html", context)


@access.needs("reports.start_report")
def start(request: HttpRequest, hub: str) -> HttpResponse:
    """Begin a report of a hub."""
    found = get_hub(request, hub, "reports.start_report")
    initial: dict[str, Any] = {}
    organisation = _organisation(request)
    if organisation:
        initial = {"kind": Kind.PARTNER, "organisation": organisation.pk}
    organisations = organisations_of(found, also=organisation.pk if organisation else None)
    form = StartForm(request.POST if request.method == "POST" else None, organisations=organisations, initial=initial)
    return _start(request, form, found)


@access.needs("reports.start_national_report")
def start_national(request: HttpRequest) -> HttpResponse:
    """Begin a national report."""
    form = StartForm(request.POST if request.method == "POST" else None, national=True)
    return _start(request, form, None)


def _start(request: HttpRequest, form: StartForm, hub: Hub | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            report = start_report(
                hub=hub,
                kind=given["kind"],
                span=form.span_given(),
                organisation=given.get("organisation"),
                by=acting_user(request),
            )
        except AlreadyThere as there:
            messages.info(request, _("This report was there already. Go on with it."))
            return redirect("reports:report", there.report.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("reports:report", report.pk)
    return render(request, "reports/start.html", {"hub": hub, "form": form}, status=422 if form.errors else 200)


def _organisation(request: HttpRequest) -> Organisation | None:
    number = request.GET.get("organisatie", "")
    if not (number.isdecimal() and number.isascii() and len(number) < 12):
        return None
    return organisations_visible_to(request.user).filter(pk=number).first()


@access.needs("reports.start_report", methods=("POST",))
def restore(request: HttpRequest, hub: str, batch: int) -> HttpResponse:
    """Out of the bin again."""
    found = get_hub(request, hub, "reports.start_report")
    try:
        report = restore_report(batch=get_object_or_404(BinBatch, pk=batch), hub=found, by=acting_user(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("reports:hub", found.slug)
    messages.success(request, _("The report is back."))
    return redirect("reports:report", report.pk)


@access.needs("reports.view_national_reports", methods=("GET",))
def national(request: HttpRequest) -> HttpResponse:
    """What all hubs submitted, and the national reports."""
    context = {
        "lists": national_list(request.user),
        "may_write": request.user.has_perm("reports.start_national_report"),
        "may_manage": request.user.has_perm("reports.manage_word_template"),
    }
    return render(request, "reports/national.html", context)
