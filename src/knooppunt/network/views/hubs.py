"""The workspace's pages about one hub: its data and agreements, for those who run it and those who read along."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from knooppunt.core import access, files
from knooppunt.core.versions import Conflict
from knooppunt.network.actions.hubs import update_agreements, update_hub
from knooppunt.network.forms.hubs import AgreementsForm, PublicTextForm
from knooppunt.network.mandates import own_hub, team_of
from knooppunt.network.models import Hub
from knooppunt.network.queries.attention import gaps_of
from knooppunt.network.queries.history import history_of_hub
from knooppunt.network.queries.hubs import region_of, with_region
from knooppunt.network.views.acting import acting_user
from knooppunt.network.views.conflict import show_conflict


def hub_at(request: HttpRequest, slug: str, permission: str) -> Hub:
    """The hub at ``slug``, if the user may; sets ``request.hub`` for the header."""
    hub: Hub = get_object_or_404(with_region().select_related("merged_into", "mandate_file"), slug=slug)
    access.require(request, permission, hub)
    request.hub = hub  # type: ignore[attr-defined]
    return hub


@access.needs("network.run_hub", methods=("GET",))
def own_details(request: HttpRequest) -> HttpResponse:
    """The short address that leads to one's own hub."""
    hub = own_hub(request.user)
    assert hub is not None  # who may come here has one
    return redirect("network:hub_details", slug=hub.slug)


@access.needs("network.view_hub", methods=("GET",))
def details(request: HttpRequest, slug: str) -> HttpResponse:
    """What is recorded about a hub, and what is missing."""
    hub = hub_at(request, slug, "network.view_hub")
    context = {
        "the_hub": hub,
        "region": region_of(hub),
        "team": team_of(hub),
        "gaps": gaps_of([hub]).get(hub.pk, []),
        "may_edit": request.user.has_perm("network.edit_hub", hub),
        "may_manage": request.user.has_perm("network.manage_hubs"),
        "merge": hub.merges.filter(undone_at__isnull=True).first() if hub.merged_into_id else None,
    }
    return render(request, "network/hub_details.html", context)


@access.needs("network.edit_hub")
def public_text(request: HttpRequest, slug: str) -> HttpResponse:
    """Edit what visitors read about the hub."""
    hub = hub_at(request, slug, "network.edit_hub")
    form = PublicTextForm(request.POST or None, initial=PublicTextForm.initial_of(hub))
    if request.method == "POST" and form.is_valid():
        try:
            update_hub(hub=hub, seen=form.cleaned_data["version"], values=form.values(), by=acting_user(request))
        except Conflict as conflict:
            return _conflict(request, conflict, form, PublicTextForm.initial_of(conflict.current))
        messages.success(request, _("The public page is up to date."))
        return redirect("network:hub_details", slug=hub.slug)
    return render(request, "network/hub_text.html", {"form": form, "the_hub": hub}, status=422 if form.errors else 200)


@access.needs("network.edit_hub")
def agreements(request: HttpRequest, slug: str) -> HttpResponse:
    """Edit commissioner, mandate, hours and effort agreement."""
    hub = hub_at(request, slug, "network.edit_hub")
    given: dict[str, Any] = {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}
    form = AgreementsForm(**given, initial=AgreementsForm.initial_of(hub), has_document=hub.mandate_file_id is not None)
    if request.method == "POST" and form.is_valid():
        try:
            update_agreements(
                hub=hub,
                seen=form.cleaned_data["version"],
                values=form.agreements(),
                by=acting_user(request),
                document=form.cleaned_data["mandate_upload"],
                drop=form.cleaned_data.get("remove_document", False),
            )
        except files.FileRefused as refused:
            form.add_error("mandate_upload", str(refused))
        except Conflict as conflict:
            return _conflict(request, conflict, form, AgreementsForm.initial_of(conflict.current))
        else:
            messages.success(request, _("The agreements are saved."))
            return redirect("network:hub_details", slug=hub.slug)
    return render(
        request, "network/hub_agreements.html", {"form": form, "the_hub": hub}, status=422 if form.errors else 200
    )


@access.needs("network.view_hub", methods=("GET",))
def mandate_document(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The document of the mandate."""
    hub = hub_at(request, slug, "network.view_hub")
    if hub.mandate_file is None:
        raise Http404("no document")
    return files.serve(request, hub.mandate_file)


@access.needs("network.view_hub", methods=("GET",))
def history(request: HttpRequest, slug: str) -> HttpResponse:
    """Who changed what about the hub."""
    hub = hub_at(request, slug, "network.view_hub")
    return render(request, "network/hub_history.html", {"the_hub": hub, "entries": history_of_hub(hub)})


def _conflict(request: HttpRequest, conflict: Conflict[Hub], form: Any, theirs: dict[str, Any]) -> HttpResponse:
    last = conflict.current.history.select_related("history_user").first()
    who = last.history_user if last else None
    return show_conflict(request, form=form, theirs=theirs, title=str(conflict.current), keep_url=request.path, who=who)
