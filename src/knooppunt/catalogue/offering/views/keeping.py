"""Reports of visitors, new providers, and whether everything is still right: for editors and hubs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Case, IntegerField, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knooppunt.catalogue.offering.actions import freshness as freshness_actions
from knooppunt.catalogue.offering.actions import providers as provider_actions
from knooppunt.catalogue.offering.actions import reports as report_actions
from knooppunt.catalogue.offering.forms.providers import DecideForm
from knooppunt.catalogue.offering.forms.review import GuidelineForm, HandleReportForm
from knooppunt.catalogue.offering.models import ProviderRegistration, Report
from knooppunt.catalogue.offering.queries.freshness import broken_links, figures, guidelines, open_rounds
from knooppunt.catalogue.offering.queries.reports import registrations_to_check, reports_visible_to
from knooppunt.catalogue.offering.views.common import attempt, page_of, review_tabs
from knooppunt.catalogue.views.getting import acting_user
from knooppunt.core import access
from knooppunt.network.api import similar_organisations

REPORTS, PROVIDERS = "catalogue.handle_report", "catalogue.check_providers"
SEE, MANAGE = "catalogue.view_freshness", "catalogue.manage_freshness"
SHOWN = 50


@access.needs(REPORTS, methods=("GET",))
def reports(request: HttpRequest) -> HttpResponse:
    """What visitors reported; what is open first."""
    first = Case(When(state=Report.State.OPEN, then=0), default=1, output_field=IntegerField())
    rows = reports_visible_to(request.user).order_by(first, "-created_at", "-pk")
    context = {"page": page_of(request, rows), "parts": review_tabs(request, "reports")}
    return render(request, "catalogue/offering/reports.html", context)


@access.needs(REPORTS)
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """One report, and what was done about it."""
    found = get_object_or_404(reports_visible_to(request.user), pk=pk)
    access.require(request, REPORTS, found.entry)
    form = HandleReportForm(request.POST or None, initial={"version": found.version})
    if request.method == "POST" and form.is_valid():
        data, by = form.cleaned_data, acting_user(request)
        handled = attempt(
            request,
            lambda: report_actions.handle_report(
                report=found, seen=data["version"], state=data["state"], answer=data["answer"], hide=data["hide"], by=by
            ),
            done=_("The report is done."),
        )
        return redirect("catalogue:reports") if handled else redirect("catalogue:report-handle", pk=pk)
    context = {"report": found, "form": form}
    return render(request, "catalogue/offering/report_handle.html", context, status=422 if form.errors else 200)


@access.needs(PROVIDERS, methods=("GET",))
def registrations(request: HttpRequest) -> HttpResponse:
    """Organisations that want an account to offer."""
    context = {
        "page": page_of(request, registrations_to_check(request.user)),
        "parts": review_tabs(request, "registrations"),
    }
    return render(request, "catalogue/offering/registrations.html", context)


@access.needs(PROVIDERS)
def registration(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One registration: is it right, is the organisation known already, and the answer."""
    found = get_object_or_404(registrations_to_check(request.user), uuid=uuid)
    access.require(request, PROVIDERS, found)
    alike = similar_organisations(found.name, found.website, found.role_mailbox)
    form = DecideForm(request.POST or None, alike=alike)
    if request.method == "POST" and form.is_valid():
        answer, by = form.cleaned_data["answer"], acting_user(request)
        if form.cleaned_data["decision"] == "refuse":
            done = attempt(
                request,
                lambda: provider_actions.refuse_provider(registration=found, answer=answer, by=by),
                done=_("They got a mail with your answer."),
            )
        else:
            done = attempt(
                request,
                lambda: provider_actions.admit_provider(
                    registration=found, organisation=form.organisation, by=by, answer=answer
                ),
                done=_("They can sign in and offer from now on. They got a mail."),
            )
        if done:
            return redirect("catalogue:registrations")
    context = {"registration": found, "form": form, "waits": found.state == ProviderRegistration.State.WAITING}
    return render(request, "catalogue/offering/registration.html", context, status=422 if form.errors else 200)


@access.needs(SEE, methods=("GET",))
def freshness(request: HttpRequest) -> HttpResponse:
    """The catalogue in figures, what was asked and not answered, links that do not work, and guidelines."""
    return _freshness(request, None)


@access.needs(MANAGE, methods=("POST",))
def guideline(request: HttpRequest) -> HttpResponse:
    """A guideline has a new version: say about how much we would ask, and (``sure``) mail the owners."""
    form = GuidelineForm(request.POST, guidelines=[one.name for one in guidelines()])
    if not form.is_valid():
        return _freshness(request, form)
    given = form.cleaned_data
    if "sure" not in request.POST:  # a mail cannot be taken back
        return _freshness(request, form, given | {"count": freshness_actions.resting_on_older(**given).count()})
    asked = freshness_actions.new_guideline_version(**given)
    said = ngettext("We ask about %(count)d entry.", "We ask about %(count)d entries.", asked) % {"count": asked}
    messages.success(request, said)
    return redirect("catalogue:freshness")


def _freshness(
    request: HttpRequest, form: GuidelineForm | None, would_ask: dict[str, Any] | None = None
) -> HttpResponse:
    named = guidelines()
    context = {
        "figures": figures(),
        "rounds": open_rounds()[:SHOWN],
        "links": broken_links()[:SHOWN],
        "guidelines": named,
        "form": form or GuidelineForm(guidelines=[one.name for one in named]),
        "may_manage": request.user.has_perm(MANAGE),
        "would_ask": would_ask,
        "parts": review_tabs(request, "freshness"),
    }
    wrong = form is not None and form.errors
    return render(request, "catalogue/offering/freshness.html", context, status=422 if wrong else 200)
