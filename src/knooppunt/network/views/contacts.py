"""Contacts of one's own hubs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.core import access
from knooppunt.core.bin import RestoreRefused
from knooppunt.core.numbers import whole_number
from knooppunt.core.once import once
from knooppunt.core.registries import timeline_of
from knooppunt.core.versions import Conflict
from knooppunt.network.actions.bulk import Done
from knooppunt.network.actions.contacts import (
    NotesChanged,
    add_function,
    create_contact,
    end_function,
    seal_of,
    update_contact,
    write_contact_notes,
)
from knooppunt.network.actions.leaving import let_go
from knooppunt.network.actions.looks import note_look
from knooppunt.network.actions.merge_records import bring_back
from knooppunt.network.forms.register import ContactForm, EndFunctionForm, FunctionForm, NewContactForm, NotesForm
from knooppunt.network.mandates import hubs_of
from knooppunt.network.models import Contact, HubContact, Role
from knooppunt.network.queries.contacts import (
    contacts_visible_to,
    hub_contacts_visible_to,
    hubs_to_keep_contacts,
    similar_contacts,
    with_functions,
)
from knooppunt.network.queries.looks import looks_of_own_team
from knooppunt.network.queries.organisations import organisations_visible_to
from knooppunt.network.queries.relations import own_links
from knooppunt.network.queries.ties import ties_of
from knooppunt.network.rules_hubs import hub_ids_with
from knooppunt.network.views.acting import acting_user
from knooppunt.network.views.conflict import show_conflict
from knooppunt.network.views.lists import keep_way_back, said

VIEW, EDIT = "network.view_contacts", "network.edit_contacts"


def contact_at(request: HttpRequest, pk: int, permission: str = VIEW) -> Contact:
    """The contact, if the user may see it (404) and do this with it (403)."""
    found = get_object_or_404(with_functions(contacts_visible_to(request.user), request.user), pk=pk)
    if permission != VIEW:
        access.require(request, permission, found)
    return found


@access.needs(VIEW, methods=("GET",))
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """One contact: functions now and before, and what one's own hubs noted."""
    found = contact_at(request, pk)
    note_look(contact=found, by=acting_user(request))
    context = {
        "contact": found,
        "own_hubs": hub_ids_with(request.user, Role.AMBASSADOR),
        "may_edit": request.user.has_perm(EDIT, found),
        "known": own_links(found, request.user),
        "ties": ties_of(found, request.user),
        "consents": found.consents.standing(),
        "happened": timeline_of("contact", found.pk, request.user),
        "looks": looks_of_own_team(found, request.user)[:20] if request.user.has_perm(EDIT, found) else [],
        "end_form": EndFunctionForm(initial={"on": timezone.localdate()}),
    }
    return render(request, "network/contact.html", context)


@access.needs(EDIT)
@once
def add(request: HttpRequest) -> HttpResponse:
    """Add a contact, at an organisation if one came from there."""
    hubs = hubs_to_keep_contacts(request.user)
    start = organisations_visible_to(request.user).filter(pk=whole_number(request.GET.get("organisatie", ""))).first()
    initial: dict[str, Any] = {
        "version": 0,
        "hubs": [hub.pk for hub in hubs],
        "organisation": start.name if start else "",
    }
    form = NewContactForm(request.POST or None, initial=initial, hubs=hubs)
    similar: list[Contact] = []
    if request.method == "POST" and form.is_valid():
        values = form.contact_values()
        similar = similar_contacts(request.user, values["name"], values["email"])
        if not similar or request.POST.get("other") == "1":
            chosen = form.cleaned_data["hubs"]
            made = create_contact(values=values, hubs=chosen, by=acting_user(request), function=form.function_given())
            messages.success(request, _("%(name)s is among your contacts.") % {"name": made})
            return redirect("network:contact", pk=made.pk)
    context = {"form": form, "contact": None, "similar": similar}
    return render(request, "network/contact_form.html", context, status=422 if form.errors or similar else 200)


@access.needs(EDIT)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a contact."""
    found = contact_at(request, pk, EDIT)
    hubs = hubs_to_keep_contacts(request.user)
    linked = _own_hubs_of(request, found)
    form = ContactForm(request.POST or None, initial=ContactForm.initial_of(found, linked), hubs=hubs)
    if request.method == "POST" and form.is_valid():
        try:
            update_contact(
                contact=found,
                seen=form.cleaned_data["version"],
                values=form.contact_values(),
                hubs=form.cleaned_data["hubs"],
                among=list(hubs),
                by=acting_user(request),
            )
        except Conflict as conflict:
            return _conflict(request, conflict, form)
        messages.success(request, _("%(name)s is saved.") % {"name": found})
        return redirect("network:contact", pk=found.pk)
    context = {"form": form, "contact": found, "similar": []}
    return render(request, "network/contact_form.html", context, status=422 if form.errors else 200)


def _own_hubs_of(request: HttpRequest, contact: Contact) -> list[int]:
    rows = HubContact.objects.filter(contact=contact, hub_id__in=hub_ids_with(request.user, Role.AMBASSADOR))
    return list(rows.values_list("hub_id", flat=True))


def _conflict(request: HttpRequest, conflict: Conflict[Contact], form: ContactForm) -> HttpResponse:
    now = conflict.current
    if now.is_binned:
        messages.error(request, _("%(name)s has been deleted in the meantime.") % {"name": now})
        return redirect("network:contacts")
    theirs = ContactForm.initial_of(now, _own_hubs_of(request, now))
    return show_conflict(request, form=form, theirs=theirs, title=str(now), keep_url=request.path)


@access.needs(EDIT)
@once
def new_function(request: HttpRequest, pk: int) -> HttpResponse:
    """A contact does something (else) at an organisation."""
    found = contact_at(request, pk, EDIT)
    form = FunctionForm(request.POST or None, initial={"from_date": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        function = form.function_given()
        assert function is not None  # the organisation is required
        add_function(contact=found, function=function, by=acting_user(request))
        return redirect("network:contact", pk=found.pk)
    return render(
        request, "network/function_form.html", {"form": form, "contact": found}, status=422 if form.errors else 200
    )


@access.needs(EDIT, methods=("POST",))
def stop_function(request: HttpRequest, pk: int, function_pk: int) -> HttpResponse:
    """The last day in a function."""
    found = contact_at(request, pk, EDIT)
    function = get_object_or_404(found.functions.all(), pk=function_pk)
    form = EndFunctionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the last day as a date."))
        return redirect("network:contact", pk=found.pk)
    try:
        end_function(function=function, on=form.cleaned_data["on"], by=acting_user(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("network:contact", pk=found.pk)


@access.needs(EDIT)
def notes(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """What a hub notes about a contact."""
    found = contact_at(request, pk, EDIT)
    row = get_object_or_404(hub_contacts_visible_to(request.user), contact=found, hub__slug=slug)
    access.require(request, "network.edit_notes", row)
    form = NotesForm(request.POST or None, initial={"version": seal_of(row.notes), "notes": row.notes})
    if request.method == "POST" and form.is_valid():
        seen, text = form.cleaned_data["version"], form.cleaned_data["notes"]
        try:
            write_contact_notes(hub_contact=row, seen=seen, notes=text)
        except NotesChanged as changed:
            theirs = {"version": seal_of(changed.notes), "notes": changed.notes}
            return show_conflict(request, form=form, theirs=theirs, title=str(found), keep_url=request.path)
        return redirect("network:contact", pk=found.pk)
    context = {"form": form, "contact": found, "relation": row}
    return render(request, "network/notes.html", context, status=422 if form.errors else 200)


@access.needs(EDIT, methods=("POST",))
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Into the bin, which offers to bring it back. A contact that other hubs know too only leaves one's own."""
    found = contact_at(request, pk, EDIT)
    own = hubs_of(request.user, Role.AMBASSADOR)
    gone = let_go(hubs=own, pks=[found.pk], by=acting_user(request))
    if gone.left:
        back = {"subject": "contacts", "batch": 0, "pks": [], "left": gone.left}
        keep_way_back(request, "contacts", own[0], [back], said(Done(0, back, left=1)))
        return redirect(f"{reverse('network:contacts')}?gedaan=1")
    return redirect(f"{reverse('network:bin')}?net-contact={found.pk}")


@access.needs(EDIT, methods=("POST",))
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Out of the bin again."""
    found = Contact.all_objects.filter(pk=pk, binned_at__isnull=False).first()
    if found is None or not request.user.has_perm(VIEW, found):
        raise Http404("not in the bin")
    access.require(request, EDIT, found)
    try:
        back = bring_back(record=found, by=acting_user(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("network:bin")
    except RestoreRefused as refused:
        messages.error(request, " ".join(refused.reasons))
        return redirect("network:bin")
    messages.success(request, _("%(name)s is back.") % {"name": back})
    return redirect("network:contact", pk=back.pk)
