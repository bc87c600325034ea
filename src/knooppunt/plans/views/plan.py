"""The plan on one page: setting statuses, saying that the rest still holds, taking it back."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knooppunt.core import access
from knooppunt.core.components import status_look
from knooppunt.network.api import own_hub
from knooppunt.plans.actions.statuses import Saved, plan_of_group, save_statuses, undo_statuses
from knooppunt.plans.forms.statuses import read_statuses
from knooppunt.plans.models import ActionPlan
from knooppunt.plans.queries.around import around_plan
from knooppunt.plans.queries.deleted import deleted_from_plan
from knooppunt.plans.queries.history import counts_of_save
from knooppunt.plans.queries.tree import PlanTree, plan_tree
from knooppunt.plans.queries.visible import plans_visible_to, sight_of
from knooppunt.plans.views.common import actor, allow, get_hub, get_item, get_plan, may, says_no
from knooppunt.plans.views.shown import Problems, extras_for, show_row, show_themes


@access.needs("plans.view_plan", methods=("GET",))
def own_plan(request: HttpRequest) -> HttpResponse:
    """The short address: the own hub and this year. Who has no hub chooses one."""
    hub = own_hub(request.user)
    if hub is not None:
        return redirect("plans:plan", hub.slug, timezone.localdate().year)
    this_year = plans_visible_to(request.user).of_hubs().filter(year=timezone.localdate().year).order_by("hub__order")
    return render(request, "plans/choose_hub.html", {"plans": this_year, "year": timezone.localdate().year})


@access.needs("plans.view_plan")
@says_no
def plan_page(request: HttpRequest, hub: str, year: int) -> HttpResponse:
    """GET shows all rows on one page; POST saves the statuses and confirms the rest."""
    plan = plans_visible_to(request.user).filter(hub__slug=hub, year=year).first()
    if plan is None:
        return _no_plan(request, hub, year)
    allow(request, plan, "plans.set_status" if request.method == "POST" else "plans.view_plan")
    if request.method == "POST":
        return _save_all(request, plan)
    return render(request, "plans/plan.html", page_context(request, plan))


def _no_plan(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    hub = get_hub(request, slug)
    years = plans_visible_to(request.user).filter(hub=hub)
    context = {"hub": hub, "year": year, "plans": years, "can_copy": request.user.has_perm("plans.copy_plan", hub)}
    return render(request, "plans/no_plan.html", context, status=404)


def _save_all(request: HttpRequest, plan: ActionPlan) -> HttpResponse:
    tree = plan_tree(plan, sight=sight_of(request.user, plan))
    sent = read_statuses(request.POST, {row.pk: row for row in tree.rows})
    if sent.errors:  # nothing is saved, everything typed stays
        problems = Problems({wish.item_id: wish for wish in sent.wishes}, sent.errors)
        return render(request, "plans/plan.html", page_context(request, plan, tree, problems), status=422)
    saved = save_statuses(plan=plan, wishes=sent.wishes, by=actor(request))
    if saved.conflicts:
        conflicts = {conflict.item.pk: conflict for conflict in saved.conflicts}
        problems = Problems({pk: one.wish for pk, one in conflicts.items()}, {}, conflicts)
        fresh = plan_tree(plan, sight=sight_of(request.user, plan))
        context = page_context(request, plan, fresh, problems, saved=saved)
        return render(request, "plans/plan.html", context, status=409)
    address = reverse("plans:plan", args=[plan.hub.slug, plan.year]) if plan.hub else ""
    return redirect(f"{address}?bewaard={saved.group}" if saved.group else address)


def page_context(
    request: HttpRequest,
    plan: ActionPlan,
    tree: PlanTree | None = None,
    problems: Problems | None = None,
    *,
    saved: Saved | None = None,
) -> dict[str, Any]:
    """Everything the page of a plan or a template shows."""
    tree = tree or plan_tree(plan, sight=sight_of(request.user, plan))
    problems = problems or Problems()
    return {
        "plan": plan,
        "hub": plan.hub,
        "tree": tree,
        "themes": show_themes(tree, extras_for(tree.rows, request.user), problems),
        "problems": problems,
        "can_set": may(request, "plans.set_status", plan),
        "can_change": may(request, "plans.change_plan", plan),
        "can_publish": may(request, "plans.publish_plan", plan),
        "can_lock": request.user.has_perm("plans.lock_plan", plan),
        "can_copy": plan.hub is not None and request.user.has_perm("plans.copy_plan", plan.hub),
        "around": around_plan(tree, request.user),
        "undo": _just_saved(request, plan, saved) or _just_deleted(request, plan),
    }


def _just_saved(request: HttpRequest, plan: ActionPlan, saved: Saved | None) -> dict[str, Any] | None:
    """What the last save did, with the address that takes it back."""
    group = saved.group if saved else _group_in_address(request)
    if group is None:
        return None
    counts = counts_of_save(group, plan.pk) if saved is None else (len(saved.changed), saved.confirmed)
    if not any(counts):
        return None
    return {"text": saved_text(*counts), "action": reverse("plans:undo", args=[group])}


def _just_deleted(request: HttpRequest, plan: ActionPlan) -> dict[str, Any] | None:
    """What was just put into the bin, with the address that brings it back."""
    number = request.GET.get("weg", "")
    if not number.isdecimal() or len(number) > 12 or not request.user.has_perm("plans.change_plan", plan):
        return None
    batch = deleted_from_plan(plan).filter(pk=int(number)).first()
    if batch is None:
        return None
    action = reverse("plans:restore", args=[plan.pk, batch.pk])
    return {"text": _("“%(what)s” is deleted.") % {"what": batch.label}, "action": action}


def _group_in_address(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.GET.get("bewaard", ""))
    except ValueError:
        return None


def saved_text(changed: int, confirmed: int) -> str:
    """What a save did, in words."""
    if not changed:
        return ngettext(
            "%(count)d row is confirmed: it still stands.", "%(count)d rows are confirmed: they still stand.", confirmed
        ) % {"count": confirmed}
    first = ngettext("%(count)d status changed", "%(count)d statuses changed", changed) % {"count": changed}
    rest = ngettext("%(count)d stayed the same", "%(count)d stayed the same", confirmed) % {"count": confirmed}
    return f"{first}, {rest}."


@access.needs("plans.set_status", methods=("POST",))
@says_no
def set_status(request: HttpRequest, pk: int) -> HttpResponse:
    """One row: a tap. Answers with the row, what happened, and the totals that changed."""
    item = get_item(request, pk, "plans.set_status")
    plan, sight = item.theme.plan, sight_of(request.user, item.theme.plan)
    found = plan_tree(plan, sight=sight).find(pk)
    sent = read_statuses(request.POST, {pk: found[1]} if found else {})
    wishes = [wish for wish in sent.wishes if wish.item_id == pk]
    saved = Saved() if sent.errors or not wishes else save_statuses(plan=plan, wishes=wishes, by=actor(request))
    conflicts = {conflict.item.pk: conflict for conflict in saved.conflicts}
    problems = Problems(
        {wish.item_id: wish for wish in wishes} if sent.errors or conflicts else {}, sent.errors, conflicts
    )
    if not getattr(request, "htmx", False):
        return redirect(f"{plan.get_absolute_url()}?bewaard={saved.group or ''}#r{pk}")
    return _row_answer(request, plan, pk, problems, saved)


def _row_answer(request: HttpRequest, plan: ActionPlan, pk: int, problems: Problems, saved: Saved) -> HttpResponse:
    tree = plan_tree(plan, sight=sight_of(request.user, plan))
    found = tree.find(pk)
    if found is None:  # archived or deleted in the meantime
        return HttpResponse("", status=200)
    node, row = found
    text = ""
    if saved.changed:
        text = _("%(row)s is now: %(status)s") % {"row": row.label, "status": status_look(row.status).label}
    elif saved.confirmed:
        text = _("%(row)s is confirmed: it still stands.") % {"row": row.label}
    context = {
        "shown": show_row(row, problems, extras_for([row], request.user)),
        "node": node,
        "tree": tree,
        "plan": plan,
        "can_set": True,
        "can_change": may(request, "plans.change_plan", plan),
        "text": text,
        "undo_url": reverse("plans:undo", args=[saved.group]) if saved.group else "",
    }
    status = 422 if problems.errors else 409 if problems.conflicts else 200
    return render(request, "plans/row_answer.html", context, status=status)


@access.needs("plans.set_status", methods=("POST",))
@says_no
def undo(request: HttpRequest, group: uuid.UUID) -> HttpResponse:
    """Take a whole save back."""
    plan = plan_of_group(group)
    plan = get_plan(request, plan.pk if plan else 0, "plans.set_status")
    back = undo_statuses(group=group, plan=plan, by=actor(request))
    text = ngettext("%(count)d row is as it was.", "%(count)d rows are as they were.", len(back.items)) % {
        "count": len(back.items)
    }
    if back.skipped:
        text += " " + ngettext(
            "%(count)d row changed again later and stays.", "%(count)d rows changed again later and stay.", back.skipped
        ) % {"count": back.skipped}
    if getattr(request, "htmx", False):
        return _undo_answer(request, plan, {item.pk for item in back.items}, text)
    messages.success(request, text)
    return redirect(plan)


def _undo_answer(request: HttpRequest, plan: ActionPlan, pks: set[int], text: str) -> HttpResponse:
    tree = plan_tree(plan, sight=sight_of(request.user, plan))
    nodes = [node for node in tree.themes if any(row.pk in pks for row in node.rows)]
    back = [row for row in tree.rows if row.pk in pks]
    extras = extras_for(back, request.user)
    rows = [show_row(row, Problems(), extras) for row in back]
    context = {"rows": rows, "nodes": nodes, "tree": tree, "plan": plan, "text": text, "can_set": True}
    context["can_change"] = may(request, "plans.change_plan", plan)
    return render(request, "plans/undo_answer.html", context)
