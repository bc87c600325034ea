"""How far organisations are with the framework: one overview, and one form per organisation."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from knooppunt.core import access
from knooppunt.core.documents.responses import download
from knooppunt.core.documents.tables import Column, Table
from knooppunt.core.documents.xlsx import make_xlsx
from knooppunt.core.versions import Conflict
from knooppunt.framework.actions.refusals import Refused
from knooppunt.framework.actions.statuses import set_statuses
from knooppunt.framework.forms.statuses import status_forms
from knooppunt.framework.models import FrameworkStatus
from knooppunt.framework.queries.statuses import levels_for, overview, statuses_of, statuses_visible_to
from knooppunt.framework.views.common import acting_user
from knooppunt.network.api import hubs_of, organisations_visible_to
from knooppunt.network.models import Hub, Organisation

VIEW, SET = "framework.view_statuses", "framework.set_status"


@access.needs(VIEW, methods=("GET",))
def statuses(request: HttpRequest) -> HttpResponse:
    """Organisations by levels; with ``?knooppunt=`` those of one hub."""
    hub = Hub.objects.filter(slug=request.GET.get("knooppunt", "")).first()
    context = {
        "overview": overview(_chosen(request, hub)),
        "hub": hub,
        "hubs": Hub.objects.filter(closed_on__isnull=True).order_by("order"),
        "own": list(hubs_of(request.user)),
        "may_set": request.user.has_perm(SET),
    }
    return render(request, "framework/statuses.html", context)


def _chosen(request: HttpRequest, hub: Hub | None) -> Any:
    rows = statuses_visible_to(request.user)
    return rows.filter(organisation__hubs=hub) if hub else rows


@access.needs(VIEW, methods=("GET",))
def export(request: HttpRequest) -> HttpResponse:
    """The overview as a workbook, one row per organisation and level."""
    hub = Hub.objects.filter(slug=request.GET.get("knooppunt", "")).first()
    rows = _chosen(request, hub).select_related("organisation", "level")
    columns = [Column(_("Organisation"), 40), Column(_("Level"), 24), Column(_("Status"), 30), Column(_("Date"), 12),
               Column(_("Who said so"), 30), Column(_("Note"), 50)]  # fmt: skip
    table = Table(
        _("Status of the framework"),
        columns,
        (
            [row.organisation.name, row.level.label, row.get_status_display(), row.as_of, row.said_by, row.note]
            for row in rows
        ),
    )
    return download(make_xlsx([table], title=_("Status of the framework")), name="stand-raamwerk", kind="xlsx")


@access.needs(SET)
def change(request: HttpRequest, organisation: int) -> HttpResponse:
    """What is said about one organisation, level by level; all or nothing."""
    found: Organisation = get_object_or_404(organisations_visible_to(request.user), pk=organisation)
    known = statuses_of(found)
    forms = status_forms(levels_for(found, known), known, request.POST if request.method == "POST" else None)
    problem = ""
    if request.method == "POST" and all([form.is_valid() for form in forms]):  # noqa: C419 (each form shows its own errors)
        rows = [data for form in forms if (data := form.data_given())]
        try:
            set_statuses(organisation=found, rows=rows, by=acting_user(request))
        except Refused as refusal:
            problem = str(refusal)
        except Conflict as clash:
            problem = _clash(clash.current)
        else:
            messages.success(request, _("Saved."))
            return redirect("network:organisation", found.pk)
    failed = bool(problem) or any(form.errors for form in forms)
    context = {"organisation": found, "forms": forms, "problem": problem, "known": known}
    return render(request, "framework/status_form.html", context, status=422 if failed else 200)


def _clash(now: FrameworkStatus) -> str:
    return _(
        "Somebody wrote something about %(level)s while you were typing: “%(status)s”. Open this page anew and look."
    ) % {"level": now.level, "status": now.get_status_display()}


def organisation_section(organisation: Organisation, request: HttpRequest) -> dict[str, Any] | None:
    """The block on the page of an organisation; nothing for who may not see it."""
    if not request.user.has_perm(VIEW):
        return None
    return {
        "organisation": organisation,
        "statuses": statuses_of(organisation),
        "may_set": request.user.has_perm(SET),
    }
