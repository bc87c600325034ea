"""The national templates: kept by the coordinator, offered to the hubs."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knooppunt.core import access
from knooppunt.core.numbers import whole_number
from knooppunt.core.versions import Conflict
from knooppunt.plans.actions.plans import add_plan, copy_plan, lock_year
from knooppunt.plans.actions.templates import answer_template
from knooppunt.plans.models import FIRST_YEAR, ActionPlan, PlanItem
from knooppunt.plans.queries.templates import template_differences
from knooppunt.plans.queries.tree import plan_tree
from knooppunt.plans.queries.visible import sight_of
from knooppunt.plans.queries.years import years_overview
from knooppunt.plans.views.common import actor, find_plan, get_plan, says_no
from knooppunt.plans.views.plan import page_context
from knooppunt.plans.views.rows import changed_meanwhile


@access.needs("plans.manage_templates")
@says_no
def template_list(request: HttpRequest) -> HttpResponse:
    """Per year: the template, how many hubs have a plan, whether the year is closed. POST closes or reopens a year."""
    if request.method == "POST":
        year, locked = whole_number(request.POST.get("year", "")), request.POST.get("locked") == "1"
        count = lock_year(year=year, by=actor(request), locked=locked)
        text = (
            ngettext(
                "%(count)d plan is closed. Everybody can still read it.",
                "%(count)d plans are closed. Everybody can still read them.",
                count,
            )
            if locked
            else ngettext("%(count)d plan is open again.", "%(count)d plans are open again.", count)
        )
        messages.success(request, text % {"count": count})
        return redirect("plans:templates")
    overview = years_overview()
    missing = [year for year in _near_years() if year not in {one.year for one in overview if one.template}]
    return render(request, "plans/templates.html", {"years": overview, "missing": missing})


def _near_years() -> list[int]:
    this = timezone.localdate().year
    return [this + 1, this]


@access.needs("plans.manage_templates", methods=("POST",))
@says_no
def template_add(request: HttpRequest) -> HttpResponse:
    """A template for a year: a copy of the newest one, or empty when there is none."""
    year = whole_number(request.POST.get("year", ""))
    if not FIRST_YEAR <= year <= timezone.localdate().year + 1:
        messages.error(request, _("Choose a year."))
        return redirect("plans:templates")
    title = _("National template %(year)s") % {"year": year}
    source = ActionPlan.objects.templates().exclude(year=year).order_by("-year").first()
    if source is None:
        return redirect(add_plan(hub=None, year=year, title=title, by=actor(request)))
    items = PlanItem.objects.filter(theme__plan=source, theme__binned_at=None, archived_at=None).values_list(
        "pk", flat=True
    )
    return redirect(copy_plan(source=source, hub=None, year=year, title=title, items=set(items), by=actor(request)))


@access.needs("plans.view_plan", methods=("GET",))
def template_page(request: HttpRequest, year: int) -> HttpResponse:
    """A template on one page, with the same editor as a plan. The network may read it."""
    plan = find_plan(request, None, year)
    return render(request, "plans/template.html", page_context(request, plan))


@access.needs("plans.change_plan")
@says_no
def differences(request: HttpRequest, pk: int) -> HttpResponse:
    """What the template says differently. Per row: take it over, or leave it. Nothing is ever forced."""
    plan = get_plan(request, pk, "plans.change_plan")
    if request.method == "POST":
        take, lineage = request.POST.get("answer") == "take", _lineage(request)
        version = request.POST.get("version", "")
        try:
            answer_template(
                plan=plan,
                lineage=lineage,
                take=take,
                seen=whole_number(version) if version else None,
                by=actor(request),
            )
            messages.success(request, _("Taken over into your plan.") if take else _("Your own text stays."))
        except Conflict:
            messages.warning(request, changed_meanwhile())
        return redirect("plans:differences", pk)
    tree = plan_tree(plan, sight=sight_of(request.user, plan))
    return render(
        request, "plans/differences.html", {"plan": plan, "hub": plan.hub, "differences": template_differences(tree)}
    )


def _lineage(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("lineage", ""))
    except ValueError:
        return uuid.UUID(int=0)  # no row has it: the action refuses with a sentence
