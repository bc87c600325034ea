"""What a hub keeps for itself: its relation with an organisation, how it knows a contact, and ties between records."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from knooppunt.core import access
from knooppunt.core.once import once
from knooppunt.core.versions import Conflict
from knooppunt.network.actions.stakeholders import (
    KnownChanged,
    change_known,
    snooze,
    update_relation,
    verify_contact,
    verify_relation,
)
from knooppunt.network.actions.ties import add_tie, end_tie, remove_tie
from knooppunt.network.actions.touches import note_touch, take_back_touch
from knooppunt.network.cadence import months_later
from knooppunt.network.forms.register import EndFunctionForm
from knooppunt.network.forms.relations import KnownForm, RelationForm, TieForm
from knooppunt.network.models import Contact, HubContact, Organisation, StakeholderRelation
from knooppunt.network.queries.contacts import contacts_visible_to, hub_contacts_visible_to
from knooppunt.network.queries.organisations import organisations_visible_to, relations_visible_to
from knooppunt.network.queries.ties import ties_visible_to
from knooppunt.network.views.acting import acting_user
from knooppunt.network.views.at_hand import own_hub_at_hand
from knooppunt.network.views.conflict import show_conflict

PERMISSION = "network.edit_notes"
MONTHS = {"later-1": 1, "later-3": 3, "later-6": 6}


def _relation(request: HttpRequest, pk: int, slug: str) -> StakeholderRelation:
    rows = relations_visible_to(request.user).select_related("organisation", "hub")
    found = get_object_or_404(rows.filter(organisation__binned_at__isnull=True), organisation_id=pk, hub__slug=slug)
    access.require(request, PERMISSION, found)
    request.hub = found.hub  # type: ignore[attr-defined]  # the header names the hub one is looking at
    return found


def _known(request: HttpRequest, pk: int, slug: str) -> HubContact:
    rows = hub_contacts_visible_to(request.user).select_related("contact")
    found = get_object_or_404(rows.filter(contact__binned_at__isnull=True), contact_id=pk, hub__slug=slug)
    access.require(request, PERMISSION, found)
    request.hub = found.hub  # type: ignore[attr-defined]
    return found


@access.needs(PERMISSION)
def relation(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Stage, needs, next step, cadence, tags, and which activities an organisation supports."""
    found = _relation(request, pk, slug)
    tags = list(found.organisation.tags.filter(hub=found.hub).values_list("name", flat=True))
    form = RelationForm(request.POST or None, initial=RelationForm.initial_of(found, tags), hub=found.hub)
    if request.method == "POST" and form.is_valid():
        try:
            update_relation(
                relation=found,
                seen=form.cleaned_data["version"],
                values=form.values_given(),
                supported=form.supported_given(),
                tags=form.cleaned_data["tags"],
                by=acting_user(request),
            )
        except ValidationError as error:
            form.add_error("tags", error)
        except Conflict as conflict:
            theirs = RelationForm.initial_of(conflict.current, tags)
            return show_conflict(
                request, form=form, theirs=theirs, title=str(found.organisation), keep_url=request.path
            )
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": found.organisation})
            return redirect("network:organisation", pk=pk)
    context = {"form": form, "relation": found, "organisation": found.organisation}
    return render(request, "network/relation_form.html", context, status=422 if form.errors else 200)


@access.needs(PERMISSION)
def known(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """How often to be in touch with a contact, and the tags of the hub."""
    found = _known(request, pk, slug)
    tags = list(found.contact.tags.filter(hub=found.hub).values_list("name", flat=True))
    form = KnownForm(request.POST or None, initial=KnownForm.initial_of(found.cadence_months, tags))
    if request.method == "POST" and form.is_valid():
        given = {"months": form.cleaned_data["cadence_months"], "tags": form.cleaned_data["tags"]}
        try:
            change_known(hub_contact=found, seen=form.cleaned_data["version"], **given)
        except ValidationError as error:
            form.add_error("tags", error)
        except KnownChanged as changed:
            theirs = KnownForm.initial_of(changed.months, changed.tags)
            return show_conflict(request, form=form, theirs=theirs, title=str(found.contact), keep_url=request.path)
        else:
            return redirect("network:contact", pk=pk)
    context = {"form": form, "known": found, "contact": found.contact}
    return render(request, "network/known_form.html", context, status=422 if form.errors else 200)


@access.needs(PERMISSION, methods=("POST",))
def act(request: HttpRequest, words: str, pk: int, slug: str) -> HttpResponse:
    """One press: in touch today (or not after all), later, or it is right."""
    row: Any = _relation(request, pk, slug) if words == "organisaties" else _known(request, pk, slug)
    is_relation = isinstance(row, StakeholderRelation)
    subject = row.organisation if is_relation else row.contact
    ends = {"organisation": row.organisation} if is_relation else {"contact": row.contact}
    what, by = request.POST.get("doe", ""), acting_user(request)
    if what == "gesproken":
        note_touch(hub=row.hub, by=by, **ends)
        messages.success(request, _("Noted: in touch with %(name)s today.") % {"name": subject})
    elif what == "niet-gesproken":
        take_back_touch(hub=row.hub, **ends)
        messages.success(request, _("Taken back. %(name)s stands as before.") % {"name": subject})
    elif what in MONTHS:
        until = months_later(timezone.localdate(), MONTHS[what])
        snooze(row=row, until=until)
        messages.success(request, _("We ask about %(name)s again later.") % {"name": subject})
    elif what == "niet-later":
        snooze(row=row, until=None)
    elif what == "klopt":
        if is_relation:
            verify_relation(relation=row, by=by)
        else:
            verify_contact(hub_contact=row, by=by)
        messages.success(request, _("Noted: what stands here about %(name)s is right.") % {"name": subject})
    else:
        messages.error(request, _("We do not know what you want to do. Try it once more."))
    return _back(request, reverse("network:organisation" if is_relation else "network:contact", args=[pk]))


def _back(request: HttpRequest, url: str) -> HttpResponse:
    """To where the button stood."""
    wanted = request.POST.get("terug", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return redirect(wanted if safe and wanted.startswith("/") else url)


@access.needs(PERMISSION)
@once
def add(request: HttpRequest, words: str, pk: int) -> HttpResponse:
    """A tie with another organisation, hub or contact."""
    hub = own_hub_at_hand(request)
    subject: Organisation | Contact
    if words == "organisaties":
        subject = get_object_or_404(organisations_visible_to(request.user), pk=pk)
    else:
        subject = get_object_or_404(contacts_visible_to(request.user).filter(hub_contacts__hub=hub), pk=pk)
    form = TieForm(request.POST or None, subject=subject, hub=hub, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            add_tie(data=form.data_given(), by=acting_user(request))
        except ValidationError as error:
            form.add_error("other", error)
        else:
            return redirect(_page_of(subject))
    context = {"form": form, "subject": subject, "own_url": _page_of(subject), "hub": hub}
    return render(request, "network/tie_form.html", context, status=422 if form.errors else 200)


@access.needs(PERMISSION, methods=("POST",))
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """A tie ends on a day, or was a mistake (``weg=1``)."""
    tie = get_object_or_404(ties_visible_to(request.user).select_related("hub"), pk=pk)
    if tie.hub_id is not None:
        access.require(request, PERMISSION, tie)
    form = EndFunctionForm(request.POST)
    if request.POST.get("weg") == "1":
        remove_tie(tie=tie)
    elif form.is_valid():
        try:
            end_tie(tie=tie, on=form.cleaned_data["on"], seen=tie.version)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        except Conflict:
            messages.error(request, _("Somebody changed this just now. Look once more."))
    else:
        messages.error(request, _("Give the last day as a date."))
    return _back(request, reverse("network:organisations"))


def _page_of(subject: Organisation | Contact) -> str:
    name = "organisation" if isinstance(subject, Organisation) else "contact"
    return reverse(f"network:{name}", args=[subject.pk])
