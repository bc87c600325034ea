"""One row: everything about it, its history, its texts, its place."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from knooppunt.core import access
from knooppunt.core.numbers import whole_number
from knooppunt.core.once import once
from knooppunt.core.registries import timeline_of
from knooppunt.core.versions import Conflict
from knooppunt.plans.actions.rows import add_item, archive_item, change_item, delete_item, place_item
from knooppunt.plans.forms.rows import ItemForm, NewRowForm, PlaceForm, sub_result_forms
from knooppunt.plans.models import PlanItem
from knooppunt.plans.queries.history import history_of_item
from knooppunt.plans.queries.tree import plan_tree
from knooppunt.plans.queries.visible import sight_of
from knooppunt.plans.views.common import actor, get_item, get_theme, may, says_no
from knooppunt.plans.views.shown import Problems, extras_for, show_row


@access.needs("plans.view_plan", methods=("GET",))
def row_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about a row that this reader may see, with what can be done with it."""
    item = get_item(request, pk)
    plan = item.theme.plan
    sight = sight_of(request.user, plan)
    found = plan_tree(plan, sight=sight).find(pk)
    context = {
        "item": item,
        "plan": plan,
        "row": found[1] if found else None,
        "history": history_of_item(item, sight),
        "happened": timeline_of("activity", pk, request.user),
        "extras": extras_for([found[1]], request.user).get(pk, ()) if found else (),
        "can_change": may(request, "plans.change_plan", plan),
        "place_form": PlaceForm(item=item),
    }
    return render(request, "plans/row_page.html", context)


@access.needs("plans.change_plan")
@says_no
def row_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The texts of a row: in place with htmx, on a page of its own without. A conflict shows both versions."""
    item = get_item(request, pk, "plans.change_plan")
    data = request.POST if request.method == "POST" else None
    form, subs = ItemForm(data, instance=item), sub_result_forms(item, data)
    if data is None:
        return _edit_form(request, item, form, subs)
    if not (form.is_valid() and subs.is_valid()):
        return _edit_form(request, item, form, subs, status=422)
    wishes = subs.wishes() if item.kind == PlanItem.Kind.ACTIVITY else None
    fields = [name for name in form.cleaned_data if name != "version"]
    try:
        change_item(item=item, seen=form.cleaned_data["version"], by=actor(request), sub_results=wishes, fields=fields)
    except Conflict as conflict:
        return _edit_conflict(request, conflict, form, subs)
    if getattr(request, "htmx", False):
        return _row_again(request, item)
    messages.success(request, _("Saved."))
    return redirect(f"{item.theme.plan.get_absolute_url()}#r{item.pk}")


def _edit_form(
    request: HttpRequest, item: PlanItem, form: ItemForm, subs: Any, *, status: int = 200, conflict: Any = None
) -> HttpResponse:
    context = {"item": item, "plan": item.theme.plan, "form": form, "subs": subs, "conflict": conflict}
    template = "plans/row_edit_inline.html" if getattr(request, "htmx", False) else "plans/row_edit.html"
    return render(request, template, context, status=status)


def _edit_conflict(request: HttpRequest, conflict: Conflict[PlanItem], form: ItemForm, subs: Any) -> HttpResponse:
    """What I typed stays in the form; beside it stands what is there now. Saving again uses my text."""
    current = get_item(request, conflict.current.pk)
    newest = current.history.select_related("history_user").first()
    differing = [
        {"label": field.label, "theirs": getattr(current, field.name), "mine": form.cleaned_data.get(field.name)}
        for field in form.visible_fields()
        if getattr(current, field.name) != form.cleaned_data.get(field.name)
    ]
    data = dict(form.data.items())
    data["version"] = str(current.version)
    again = ItemForm(data, instance=current)
    who = str(newest.history_user or "") if newest else ""
    shown = {"rows": differing, "by": who, "at": current.changed_at}
    return _edit_form(request, current, again, subs, status=409, conflict=shown)


def _row_again(request: HttpRequest, item: PlanItem) -> HttpResponse:
    plan = item.theme.plan
    found = plan_tree(plan, sight=sight_of(request.user, plan)).find(item.pk)
    if found is None:
        return HttpResponse("")
    context = {"plan": plan, "shown": show_row(found[1], Problems(), extras_for([found[1]], request.user))}
    context["can_set"], context["can_change"] = (
        may(request, "plans.set_status", plan),
        may(request, "plans.change_plan", plan),
    )
    return render(request, "plans/row.html", context)


@access.needs("plans.change_plan", methods=("GET",))
def row_show(request: HttpRequest, pk: int) -> HttpResponse:
    """The row as it is, for who stops editing in place; without htmx the plan itself."""
    item = get_item(request, pk, "plans.change_plan")
    if not getattr(request, "htmx", False):
        return redirect(f"{item.theme.plan.get_absolute_url()}#r{pk}")
    return _row_again(request, item)


@access.needs("plans.change_plan")
@says_no
@once
def row_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new row at the end of a theme (``pk`` is the theme)."""
    theme = get_theme(request, pk, "plans.change_plan")
    form = NewRowForm(
        request.POST if request.method == "POST" else None, initial={"kind": request.GET.get("soort") or "activity"}
    )
    if request.method == "POST" and form.is_valid():
        item = add_item(theme=theme, by=actor(request), **form.cleaned_data)
        if "more" in request.POST:
            messages.success(request, _("Added. Here comes the next one."))
            return redirect(f"{reverse('plans:row_add', args=[theme.pk])}?soort={item.kind}")
        messages.success(request, _("Added."))
        return redirect(f"{theme.plan.get_absolute_url()}#r{item.pk}")
    return render(
        request,
        "plans/row_add.html",
        {"theme": theme, "plan": theme.plan, "form": form},
        status=422 if form.errors else 200,
    )


@access.needs("plans.change_plan", methods=("POST",))
@says_no
def row_place(request: HttpRequest, pk: int) -> HttpResponse:
    """Another theme, or another kind."""
    item = get_item(request, pk, "plans.change_plan")
    form = PlaceForm(request.POST, item=item)
    if not form.is_valid():
        messages.error(request, _("Choose a theme of this plan."))
        return redirect("plans:row", pk)
    try:
        place_item(
            item=item,
            theme=form.cleaned_data["theme"],
            kind=form.cleaned_data["kind"],
            seen=form.cleaned_data["version"],
            by=actor(request),
        )
        messages.success(request, _("Moved."))
    except Conflict:
        messages.warning(request, changed_meanwhile())
    return redirect("plans:row", pk)


@access.needs("plans.change_plan", methods=("POST",))
@says_no
def row_archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a row away, or bring it back (field ``archived``: 1 or 0)."""
    item = get_item(request, pk, "plans.change_plan")
    archived = request.POST.get("archived") == "1"
    try:
        archive_item(item=item, seen=_version(request), by=actor(request), archived=archived)
        messages.success(
            request, _("Archived. It no longer counts.") if archived else _("The row is back in the plan.")
        )
    except Conflict:
        messages.warning(request, changed_meanwhile())
    return redirect("plans:row", pk)


@access.needs("plans.change_plan", methods=("POST",))
@says_no
def row_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Into the bin; the page that follows offers to take it back."""
    item = get_item(request, pk, "plans.change_plan")
    batch = delete_item(item=item, by=actor(request))
    return redirect(f"{item.theme.plan.get_absolute_url()}?weg={batch.pk}")


def changed_meanwhile() -> str:
    """The sentence for a button that was pressed on a page that was no longer right."""
    return _("This row was changed by somebody else just now. Look at it first, then try again.")


def _version(request: HttpRequest) -> int:
    return whole_number(request.POST.get("version", ""), 0)
