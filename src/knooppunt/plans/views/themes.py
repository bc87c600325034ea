"""Themes of a plan, and the order of everything."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from knooppunt.core import access
from knooppunt.core.bin import RestoreRefused
from knooppunt.core.models import BinBatch
from knooppunt.core.once import once
from knooppunt.core.versions import Conflict
from knooppunt.plans.actions.refusals import Refused
from knooppunt.plans.actions.rows import move_item
from knooppunt.plans.actions.themes import add_theme, change_theme, delete_theme, move_theme, restore_batch
from knooppunt.plans.forms.rows import ThemeForm
from knooppunt.plans.models import ActionPlan, Theme
from knooppunt.plans.queries.deleted import batch_of_plan
from knooppunt.plans.queries.tree import plan_tree
from knooppunt.plans.queries.visible import items_visible_to, sight_of, themes_visible_to
from knooppunt.plans.views.common import actor, find_plan, get_plan, get_theme, says_no


@access.needs("plans.change_plan")
@says_no
@once
def theme_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new theme at the end of the plan ``pk``."""
    plan = get_plan(request, pk, "plans.change_plan")
    form = ThemeForm(request.POST if request.method == "POST" else None, instance=Theme(plan=plan))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        add_theme(plan=plan, title=data["title"], goal=data["goal"], national=data["national"], by=actor(request))
        messages.success(request, _("Added."))
        return redirect(plan)
    return render(request, "plans/theme_edit.html", {"plan": plan, "form": form}, status=422 if form.errors else 200)


@access.needs("plans.change_plan")
@says_no
def theme_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Title, goal and national theme. A conflict shows both versions."""
    theme = get_theme(request, pk, "plans.change_plan")
    plan = theme.plan
    form = ThemeForm(request.POST if request.method == "POST" else None, instance=theme)
    context: dict[str, object] = {"plan": plan, "theme": theme, "form": form}
    if request.method != "POST" or not form.is_valid():
        return render(request, "plans/theme_edit.html", context, status=422 if form.errors else 200)
    try:
        change_theme(theme=theme, seen=form.cleaned_data["version"] or 0, by=actor(request))
    except Conflict as conflict:
        return _conflict(request, plan, form, conflict)
    messages.success(request, _("Saved."))
    return redirect(plan)


def _conflict(request: HttpRequest, plan: ActionPlan, form: ThemeForm, conflict: Conflict[Theme]) -> HttpResponse:
    current = conflict.current
    rows = [
        {"label": field.label, "theirs": getattr(current, field.name), "mine": form.cleaned_data[field.name]}
        for field in form.visible_fields()
        if getattr(current, field.name) != form.cleaned_data[field.name]
    ]
    data = dict(form.data.items())
    data["version"] = str(current.version)
    newest = current.history.select_related("history_user").first()
    shown = {
        "rows": rows,
        "by": str(newest.history_user or "") if newest else "",
        "at": newest.history_date if newest else None,
    }
    context = {"plan": plan, "theme": current, "form": ThemeForm(data, instance=current), "conflict": shown}
    return render(request, "plans/theme_edit.html", context, status=409)


@access.needs("plans.change_plan", methods=("POST",))
@says_no
def theme_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """A theme with its rows into the bin; the page that follows offers to take it back."""
    theme = get_theme(request, pk, "plans.change_plan")
    batch = delete_theme(theme=theme, by=actor(request))
    return redirect(f"{theme.plan.get_absolute_url()}?weg={batch.pk}")


@access.needs("plans.change_plan", methods=("POST",))
@says_no
def restore(request: HttpRequest, pk: int, batch: int) -> HttpResponse:
    """Bring back what was deleted from plan ``pk``."""
    plan = get_plan(request, pk, "plans.change_plan")
    found = get_object_or_404(BinBatch, pk=batch)
    if not batch_of_plan(found, plan):
        raise Http404
    try:
        restore_batch(batch=found, plan=plan, by=actor(request))
    except RestoreRefused as refused:
        raise Refused(" ".join(refused.reasons)) from refused
    messages.success(request, _("It is back where it was."))
    return redirect(plan)


@access.needs("plans.change_plan")
@says_no
def arrange(request: HttpRequest, year: int, hub: str | None = None) -> HttpResponse:
    """The order of themes and rows. One form; each button names what moves: ``row:12:up``, ``theme:3:down``."""
    plan = find_plan(request, hub, year, "plans.change_plan")
    if request.method == "POST":
        what, pk, step = _move(request.POST.get("move", ""))
        if what == "row":
            item = get_object_or_404(items_visible_to(request.user).filter(theme__plan=plan, archived_at=None), pk=pk)
            move_item(item=item, step=step, by=actor(request))
        else:
            theme = get_object_or_404(themes_visible_to(request.user).filter(plan=plan), pk=pk)
            move_theme(theme=theme, step=step, by=actor(request))
        if not getattr(request, "htmx", False):
            return redirect(f"{request.path}#{what}{pk}")
    context = {
        "plan": plan,
        "hub": plan.hub,
        "tree": plan_tree(plan, sight=sight_of(request.user, plan)),
        "moved": request.POST.get("move", ""),
    }
    template = "plans/arrange_list.html" if getattr(request, "htmx", False) else "plans/arrange.html"
    return render(request, template, context)


def _move(text: str) -> tuple[str, int, int]:
    what, _colon, rest = text.partition(":")
    pk, _colon, step = rest.partition(":")
    if what not in {"row", "theme"} or not pk.isdecimal() or len(pk) > 12 or step not in {"up", "down"}:
        raise Http404
    return what, int(pk), -1 if step == "up" else 1
