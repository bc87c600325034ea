"""A plan as a whole: its name, what happened to it, what the public sees, whether it is closed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knooppunt.core import access
from knooppunt.core.versions import Conflict
from knooppunt.plans.actions.plans import change_plan, lock_plan
from knooppunt.plans.actions.publishing import Published, publish_rows
from knooppunt.plans.actions.statuses import UNDO_FOR
from knooppunt.plans.forms.rows import PlanForm
from knooppunt.plans.queries.deleted import deleted_from_plan
from knooppunt.plans.queries.history import recent_saves
from knooppunt.plans.queries.tree import plan_tree
from knooppunt.plans.queries.visible import PUBLIC_SIGHT
from knooppunt.plans.views.common import actor, find_plan, get_plan, may, says_no


@access.needs("plans.view_plan", methods=("GET",))
def history(request: HttpRequest, year: int, hub: str | None = None) -> HttpResponse:
    """The saves of the last week, each with a way back, and what lies in the bin."""
    plan = find_plan(request, hub, year)
    can_change = may(request, "plans.change_plan", plan)
    context = {
        "plan": plan,
        "hub": plan.hub,
        "can_change": can_change,
        "saves": recent_saves(plan.pk, since=timezone.now() - UNDO_FOR),
        "deleted": deleted_from_plan(plan) if can_change else [],
    }
    return render(request, "plans/history.html", context)


@access.needs("plans.change_plan")
@says_no
def details(request: HttpRequest, pk: int) -> HttpResponse:
    """Title and introduction."""
    plan = get_plan(request, pk, "plans.change_plan")
    form = PlanForm(request.POST if request.method == "POST" else None, instance=plan)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            change_plan(plan=plan, seen=form.cleaned_data["version"], by=actor(request))
            messages.success(request, _("Saved."))
            return redirect(plan)
        except Conflict as conflict:
            status = 409
            data = dict(form.data.items())
            data["version"] = str(conflict.current.version)
            rows = [
                {
                    "label": field.label,
                    "mine": form.cleaned_data[field.name],
                    "theirs": getattr(conflict.current, field.name),
                }
                for field in form.visible_fields()
            ]
            shown = {"rows": rows, "by": "", "at": conflict.current.changed_at}
            context = {"plan": conflict.current, "form": PlanForm(data, instance=conflict.current), "conflict": shown}
            return render(request, "plans/details.html", context, status=status)
    return render(request, "plans/details.html", {"plan": plan, "form": form}, status=422 if form.errors else status)


@access.needs("plans.publish_plan")
@says_no
def publish(request: HttpRequest, hub: str, year: int) -> HttpResponse:
    """Which rows the public page of the hub shows. The page shows exactly what the public would see of each."""
    plan = find_plan(request, hub, year, "plans.publish_plan")
    if request.method == "POST":
        done = publish_rows(plan=plan, public=_numbers(request, "row"), seen=_seen(request), by=actor(request))
        (messages.warning if done.conflicts else messages.success)(request, _published_text(done))
        return redirect("plans:publish", hub, year)
    tree = plan_tree(plan, sight=PUBLIC_SIGHT)
    shown = {row.pk for row in tree.rows if row.is_public}
    theme = request.GET.get("thema", "")  # a theme's buttons tick or clear all its rows; saving is still one press
    for node in tree.themes:
        if theme == str(node.theme.pk):
            rows = {row.pk for row in node.rows}
            shown = shown - rows if request.GET.get("aan") == "0" else shown | rows
    return render(request, "plans/publish.html", {"plan": plan, "hub": plan.hub, "tree": tree, "shown": shown})


def _numbers(request: HttpRequest, name: str) -> set[int]:
    return {int(value) for value in request.POST.getlist(name) if value.isdecimal() and len(value) < 12}


def _seen(request: HttpRequest) -> dict[int, int]:
    pairs = (value.split(":") for value in request.POST.getlist("seen"))
    return {
        int(pair[0]): int(pair[1])
        for pair in pairs
        if len(pair) == 2 and all(p.isdecimal() and len(p) < 12 for p in pair)
    }


def _published_text(done: Published) -> str:
    text = ngettext("%(count)d row is shown now", "%(count)d rows are shown now", done.shown) % {"count": done.shown}
    text += ", " + ngettext("%(count)d is hidden.", "%(count)d are hidden.", done.hidden) % {"count": done.hidden}
    if done.conflicts:
        count = len(done.conflicts)
        text += " " + ngettext(
            "%(count)d row changed while you were looking: read it again first.",
            "%(count)d rows changed while you were looking: read them again first.",
            count,
        ) % {"count": count}
    return text


@access.needs("plans.lock_plan", methods=("POST",))
def lock(request: HttpRequest, pk: int) -> HttpResponse:
    """Close or reopen one plan."""
    plan = get_plan(request, pk, "plans.lock_plan")
    locked = request.POST.get("locked") == "1"
    lock_plan(plan=plan, by=actor(request), locked=locked)
    messages.success(
        request, _("The plan is closed. Everybody can still read it.") if locked else _("The plan is open again.")
    )
    return redirect(plan)
