"""Research applications: of one's own hub, and what other hubs share."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from knooppunt.core import access
from knooppunt.core.bin import RestoreRefused
from knooppunt.core.once import once
from knooppunt.core.versions import Conflict
from knooppunt.network.actions.research import add_research, change_research, delete_research, restore_research
from knooppunt.network.forms.research import ResearchForm
from knooppunt.network.models import ResearchApplication
from knooppunt.network.queries.research import research_visible_to
from knooppunt.network.views.acting import acting_user
from knooppunt.network.views.at_hand import hub_at_hand, own_hub_at_hand
from knooppunt.network.views.conflict import show_conflict

VIEW, EDIT = "network.view_organisations", "network.edit_research"


def _application(request: HttpRequest, pk: int, permission: str = VIEW) -> ResearchApplication:
    found = get_object_or_404(research_visible_to(request.user).select_related("hub", "lead"), pk=pk)
    if permission != VIEW:
        access.require(request, permission, found)
    return found


@access.needs(VIEW, methods=("GET",))
def applications(request: HttpRequest) -> HttpResponse:
    """The running ones first, by deadline."""
    hub = hub_at_hand(request)
    rows = research_visible_to(request.user).select_related("hub", "lead").prefetch_related("partners")
    state = request.GET.get("stand", "")
    if state in ResearchApplication.State.values:
        rows = rows.filter(state=state)
    context = {
        "applications": rows[:300],
        "states": ResearchApplication.State.choices,
        "state": state,
        "hub": hub,
        "may_add": hub is not None and request.user.has_perm(EDIT, hub),
        "may_see_contacts": request.user.has_perm("network.view_contacts"),
    }
    return render(request, "network/research.html", context)


@access.needs(VIEW, methods=("GET",))
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """One application. The part of the hub is its own, unless it is shared."""
    found = _application(request, pk)
    context = {"one": found, "may_edit": request.user.has_perm(EDIT, found)}
    return render(request, "network/research_application.html", context)


@access.needs(EDIT)
@once
def add(request: HttpRequest) -> HttpResponse:
    """A new application, kept by the hub at hand."""
    hub = own_hub_at_hand(request, EDIT)
    form = ResearchForm(request.POST or None, initial={"version": 0, "visibility": "hub"})
    if request.method == "POST" and form.is_valid():
        values = form.values(without=("partners",))
        made = add_research(hub=hub, values=values, partners=form.cleaned_data["partners"], by=acting_user(request))
        return redirect("network:research_application", pk=made.pk)
    context = {"form": form, "one": None}
    return render(request, "network/research_form.html", context, status=422 if form.errors else 200)


@access.needs(EDIT)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an application."""
    found = _application(request, pk, EDIT)
    form = ResearchForm(request.POST or None, initial=ResearchForm.initial_of(found))
    if request.method == "POST" and form.is_valid():
        try:
            change_research(
                application=found,
                seen=form.cleaned_data["version"],
                values=form.values(without=("partners",)),
                partners=form.cleaned_data["partners"],
                by=acting_user(request),
            )
        except Conflict as conflict:
            theirs = ResearchForm.initial_of(now := conflict.current)
            return show_conflict(request, form=form, theirs=theirs, title=str(now), keep_url=request.path)
        messages.success(request, _("%(name)s is saved.") % {"name": found})
        return redirect("network:research_application", pk=found.pk)
    context = {"form": form, "one": found}
    return render(request, "network/research_form.html", context, status=422 if form.errors else 200)


@access.needs(EDIT, methods=("POST",))
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Into the bin; the bin offers to bring it back."""
    found = _application(request, pk, EDIT)
    delete_research(application=found, by=acting_user(request))
    return redirect("network:bin")


@access.needs(EDIT, methods=("POST",))
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Out of the bin again."""
    found = ResearchApplication.all_objects.filter(pk=pk, binned_at__isnull=False).first()
    if found is None or not request.user.has_perm(EDIT, found):
        raise Http404("not in the bin")
    access.require(request, EDIT, found)
    try:
        restore_research(application=found, by=acting_user(request))
    except RestoreRefused as refused:
        messages.error(request, " ".join(refused.reasons))
        return redirect("network:bin")
    return redirect("network:research_application", pk=pk)
