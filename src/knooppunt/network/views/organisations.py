"""The register of organisations."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from knooppunt.core import access
from knooppunt.core.bin import RestoreRefused
from knooppunt.core.once import once
from knooppunt.core.registries import blocks_for, organisation_sections, timeline_of
from knooppunt.core.versions import Conflict
from knooppunt.network.actions.merge_records import bring_back
from knooppunt.network.actions.organisations import (
    create_organisation,
    delete_organisation,
    update_organisation,
    work_with,
    write_notes,
)
from knooppunt.network.forms.register import NotesForm, OrganisationForm
from knooppunt.network.models import Hub, Organisation, Role
from knooppunt.network.queries.contacts import contacts_at
from knooppunt.network.queries.organisations import (
    organisations_visible_to,
    relations_visible_to,
    similar_organisations,
    suggest_organisations,
    with_names,
)
from knooppunt.network.queries.relations import own_relations
from knooppunt.network.queries.research import research_visible_to
from knooppunt.network.queries.ties import ties_of
from knooppunt.network.rules_hubs import hub_ids_with
from knooppunt.network.views.acting import acting_user
from knooppunt.network.views.conflict import show_conflict

VIEW, EDIT = "network.view_organisations", "network.edit_organisations"


def linkable_hubs(user: Any) -> QuerySet[Hub]:
    """The hubs of which ``user`` may say that they work with an organisation: all, or one's own."""
    if user.has_perm("network.manage_hubs"):
        return Hub.objects.open()
    return Hub.objects.filter(pk__in=hub_ids_with(user, Role.AMBASSADOR)).order_by("order")


def organisation_at(request: HttpRequest, pk: int) -> Organisation:
    """The organisation, if the user may see it."""
    return get_object_or_404(with_names(organisations_visible_to(request.user)), pk=pk)


@access.needs(VIEW, methods=("GET",))
def suggest(request: HttpRequest) -> HttpResponse:
    """Names for a field in which somebody types an organisation (htmx)."""
    typed = request.GET.get("parent") or request.GET.get("organisation") or ""
    found = suggest_organisations(request.user, typed[:100])
    return render(request, "network/_suggestions.html", {"organisations": found})


@access.needs(VIEW, methods=("GET",))
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation; contacts and notes only of one's own hubs."""
    found = organisation_at(request, pk)
    mine = own_relations(found, request.user)
    linked = {relation.hub_id for relation in found.relations.all()}
    context = {
        "organisation": found,
        "parts": organisations_visible_to(request.user).filter(parent=found),
        "relations": mine,
        "functions": contacts_at(found, request.user),
        "happened": timeline_of("organisation", found.pk, request.user),
        "ties": ties_of(found, request.user),
        "research": research_visible_to(request.user).filter(Q(partners=found) | Q(lead=found)).distinct(),
        "unlinked": [hub for hub in linkable_hubs(request.user) if hub.pk not in linked],
        "own_hubs": hub_ids_with(request.user, Role.AMBASSADOR),
        "sections": blocks_for(organisation_sections, found, request),
        "may_edit": request.user.has_perm(EDIT),
        "may_delete": request.user.has_perm("network.delete_organisation", found),
        "may_see_contacts": request.user.has_perm("network.view_contacts"),
        "may_add_contacts": request.user.has_perm("network.edit_contacts"),
    }
    return render(request, "network/organisation.html", context)


@access.needs(EDIT)
@once
def add(request: HttpRequest) -> HttpResponse:
    """Add an organisation; what looks the same is shown first."""
    hubs = linkable_hubs(request.user)
    own = list(hub_ids_with(request.user, Role.AMBASSADOR))
    form = OrganisationForm(request.POST or None, initial={"version": 0, "hubs": own}, hubs=hubs)
    similar = []
    if request.method == "POST" and form.is_valid():
        data = form.data_given()
        similar = similar_organisations(data.name, data.website, data.role_mailbox)
        if not similar or request.POST.get("other") == "1":
            made = create_organisation(data=data, hubs=form.cleaned_data["hubs"], by=acting_user(request))
            messages.success(request, _("%(name)s is in the register.") % {"name": made})
            return redirect("network:organisation", pk=made.pk)
    context = {"form": form, "organisation": None, "similar": similar, "hubs": hubs}
    return render(request, "network/organisation_form.html", context, status=422 if form.errors or similar else 200)


@access.needs(EDIT)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an organisation."""
    found = organisation_at(request, pk)
    hubs = linkable_hubs(request.user)
    form = OrganisationForm(
        request.POST or None, initial=OrganisationForm.initial_of(found), hubs=hubs, organisation=found
    )
    if request.method == "POST" and form.is_valid():
        try:
            update_organisation(
                organisation=found,
                seen=form.cleaned_data["version"],
                data=form.data_given(),
                hubs=form.cleaned_data["hubs"],
                among=list(hubs),
                by=acting_user(request),
            )
        except ValidationError as error:
            form.add_error("hubs" if getattr(error, "code", "") == "kept" else "parent", error)
        except Conflict as conflict:
            return _conflict(request, conflict, form)
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": found})
            return redirect("network:organisation", pk=found.pk)
    context = {"form": form, "organisation": found, "similar": []}
    return render(request, "network/organisation_form.html", context, status=422 if form.errors else 200)


def _conflict(request: HttpRequest, conflict: Conflict[Organisation], form: OrganisationForm) -> HttpResponse:
    now = conflict.current
    if now.is_binned:
        messages.error(request, _("%(name)s has been deleted in the meantime.") % {"name": now})
        return redirect("network:organisations")
    last = now.history.select_related("history_user").first()
    who = last.history_user if last else None
    theirs = OrganisationForm.initial_of(now)
    return show_conflict(request, form=form, theirs=theirs, title=str(now), keep_url=request.path, who=who)


@access.needs(EDIT, methods=("POST",))
def link_hub(request: HttpRequest, pk: int) -> HttpResponse:
    """One of one's hubs works with this organisation too."""
    found = organisation_at(request, pk)
    hub = get_object_or_404(linkable_hubs(request.user), slug=request.POST.get("hub", ""))
    work_with(organisation=found, hub=hub, by=acting_user(request))
    messages.success(request, _("%(hub)s works with %(name)s.") % {"hub": hub, "name": found})
    return redirect("network:organisation", pk=found.pk)


@access.needs("network.edit_notes")
def notes(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """What a hub notes about an organisation."""
    found = organisation_at(request, pk)
    relation = get_object_or_404(relations_visible_to(request.user), organisation=found, hub__slug=slug)
    access.require(request, "network.edit_notes", relation)
    form = NotesForm(request.POST or None, initial={"version": relation.version, "notes": relation.notes})
    if request.method == "POST" and form.is_valid():
        try:
            write_notes(relation=relation, seen=form.cleaned_data["version"], notes=form.cleaned_data["notes"])
        except Conflict as conflict:
            theirs = {"version": conflict.current.version, "notes": conflict.current.notes}
            return show_conflict(request, form=form, theirs=theirs, title=str(found), keep_url=request.path)
        return redirect("network:organisation", pk=found.pk)
    context = {"form": form, "organisation": found, "relation": relation}
    return render(request, "network/notes.html", context, status=422 if form.errors else 200)


@access.needs("network.delete_organisation", methods=("POST",))
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Into the bin; the list offers to bring it back."""
    found = organisation_at(request, pk)
    access.require(request, "network.delete_organisation", found)
    delete_organisation(organisation=found, by=acting_user(request))
    return redirect(f"{reverse('network:bin')}?net={found.pk}")


@access.needs("network.delete_organisation", methods=("POST",))
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Out of the bin again."""
    found = Organisation.all_objects.filter(pk=pk, binned_at__isnull=False).first()
    if found is None:
        raise Http404("not in the bin")
    access.require(request, "network.delete_organisation", found)
    try:
        back = bring_back(record=found, by=acting_user(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("network:bin")
    except RestoreRefused as refused:
        messages.error(request, " ".join(refused.reasons))
        return redirect("network:bin")
    messages.success(request, _("%(name)s is back.") % {"name": back})
    return redirect("network:organisation", pk=back.pk)
