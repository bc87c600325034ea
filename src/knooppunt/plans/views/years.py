"""The plans of a hub over the years: list, comparison, and starting a new one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.core import access
from knooppunt.core.numbers import whole_number
from knooppunt.network.models import Hub
from knooppunt.plans.actions.plans import add_plan, copy_plan
from knooppunt.plans.forms.plans import CopyForm, StartForm
from knooppunt.plans.models import ActionPlan, Status
from knooppunt.plans.queries.tree import PlanTree, plan_tree
from knooppunt.plans.queries.visible import plans_visible_to, sight_of
from knooppunt.plans.queries.years import compare_years, plan_summaries
from knooppunt.plans.views.common import actor, get_hub, says_no


@access.needs("plans.view_plan", methods=("GET",))
def plan_list(request: HttpRequest, hub: str) -> HttpResponse:
    """The plans of a hub over the years."""
    found = get_hub(request, hub)
    plans = list(plans_visible_to(request.user).filter(hub=found).order_by("-year"))
    context = {
        "hub": found,
        "summaries": plan_summaries(plans),
        "can_copy": request.user.has_perm("plans.copy_plan", found),
    }
    return render(request, "plans/list.html", context)


@access.needs("plans.view_plan", methods=("GET",))
def compare(request: HttpRequest, hub: str) -> HttpResponse:
    """Year against year: the rows of one hub side by side."""
    found = get_hub(request, hub)
    plans = list(plans_visible_to(request.user).filter(hub=found).order_by("-year"))
    chosen = {value for value in request.GET.getlist("jaar") if value.isdecimal()}
    picked = [plan for plan in plans if str(plan.year) in chosen] or plans[:3]
    context = {"hub": found, "all_plans": plans, "plans": picked, "lines": compare_years(picked)}
    return render(request, "plans/compare.html", context)


@access.needs("plans.copy_plan", methods=("GET",))
def start(request: HttpRequest, hub: str) -> HttpResponse:
    """Choose the year and what to begin with; leads to the choice of rows."""
    found = get_hub(request, hub)
    access.require(request, "plans.copy_plan", found)
    form = _start_form(request, found)
    if request.GET and form.is_valid():
        source, year = form.chosen_plan, form.cleaned_data["year"]
        address = reverse("plans:copy", args=[found.slug, year])
        return redirect(f"{address}?bron={source.pk if source else 'leeg'}")
    return render(
        request, "plans/start.html", {"hub": found, "form": form}, status=422 if request.GET and form.errors else 200
    )


def _start_form(request: HttpRequest, hub: Hub) -> StartForm:
    visible = plans_visible_to(request.user)
    own = list(visible.filter(hub=hub).order_by("-year"))
    templates = list(visible.templates().order_by("-year")[:3])
    this_year = timezone.localdate().year
    taken = {plan.year for plan in own}
    year = this_year if this_year not in taken else this_year + 1
    begin = request.GET.get("begin", "")
    known = [str(plan.pk) for plan in (*own, *templates)]
    initial = {"year": year, "source": begin if begin in known else next(iter(known), "leeg")}
    data = request.GET if "year" in request.GET else None
    return StartForm(data, plans=[*own, *templates], taken=taken, initial=initial)


@access.needs("plans.copy_plan")
@says_no
def copy(request: HttpRequest, hub: str, year: int) -> HttpResponse:
    """GET shows the rows of the source, each with a tick; POST makes the plan with the ticked ones."""
    found = get_hub(request, hub)
    access.require(request, "plans.copy_plan", found)
    tree = _source_tree(request, found)
    title = _("Action plan %(year)s") % {"year": year}
    form = CopyForm(request.POST if request.method == "POST" else None, initial={"title": title})
    chosen = _chosen_rows(request, tree)
    if request.method == "POST" and form.is_valid():
        title = form.cleaned_data["title"]
        if tree is None:
            plan = add_plan(hub=found, year=year, title=title, by=actor(request))
        else:
            plan = copy_plan(
                source=tree.plan, hub=found, year=year, title=title, items=chosen, by=actor(request), along=form.along
            )
        return redirect(plan)
    context = {
        "hub": found,
        "year": year,
        "tree": tree,
        "form": form,
        "chosen": chosen,
        "source": request.GET.get("bron", ""),
    }
    return render(request, "plans/copy.html", context, status=422 if form.errors else 200)


def _source_tree(request: HttpRequest, hub: Hub) -> PlanTree | None:
    """The plan named in the address: one of the own hub, or a national template. Nothing else is copied."""
    plans = plans_visible_to(request.user)
    sources = plans.filter(hub=hub) | plans.filter(is_template=True)
    source: ActionPlan | None = sources.filter(pk=whole_number(request.GET.get("bron", ""))).first()
    return plan_tree(source, sight=sight_of(request.user, source)) if source else None


def _chosen_rows(request: HttpRequest, tree: PlanTree | None) -> set[int]:
    """The ticked rows; before anybody ticked, all that is not achieved."""
    rows = tree.rows if tree else []
    if request.method != "POST":
        return {row.pk for row in rows if row.status != Status.ACHIEVED}
    ticked = {value for value in request.POST.getlist("row") if value.isdecimal()}
    return {row.pk for row in rows if str(row.pk) in ticked}
