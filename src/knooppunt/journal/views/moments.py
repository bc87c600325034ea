"""One moment: adding, reading, changing, copying, repeating, deleting, bringing back."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knooppunt.core import access, file_types, files
from knooppunt.core.bin import RestoreRefused
from knooppunt.core.models import BinBatch, StoredFile
from knooppunt.core.once import once
from knooppunt.core.versions import Conflict
from knooppunt.journal.actions.moments import (
    add_moment,
    change_moment,
    delete_moments,
    repeat_moment,
    restore_moments,
)
from knooppunt.journal.actions.refusals import Refused
from knooppunt.journal.forms.moments import MomentForm
from knooppunt.journal.forms.repeat import RepeatForm
from knooppunt.journal.models import Moment
from knooppunt.journal.queries.history import history_of_moment
from knooppunt.journal.queries.visible import moments_visible_to, sight_of
from knooppunt.journal.views.common import acting_user, contacts_for, get_hub, get_moment, number, says_no
from knooppunt.journal.views.conflict import conflict_rows
from knooppunt.journal.views.logbook import list_address
from knooppunt.network.models import Hub

MOST_BYTES = 10 * 2**20
PICTURES = frozenset({file_types.PNG, file_types.JPEG, file_types.GIF, file_types.WEBP})
TYPES = PICTURES | {
    file_types.PDF,
    file_types.DOCX,
    file_types.XLSX,
    file_types.PPTX,
    file_types.ODT,
    file_types.ODS,
    file_types.ODP,
    file_types.TEXT,
    file_types.CSV,
}


@access.needs("journal.view_moments", methods=("GET",))
def moment_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about a moment that this reader may see."""
    moment = get_moment(request, pk)
    sight = sight_of(request.user, moment)
    may_change = request.user.has_perm("journal.change_moment", moment)
    context = {
        "moment": moment,
        "hub": moment.hub,
        "sight": sight,
        "organisations": list(moment.organisations.all()) if sight.work else [],
        "contacts": list(moment.contacts.all()) if sight.people else [],
        "attachments": list(moment.attachments.all()) if sight.people else [],
        "history": history_of_moment(moment) if sight.people else [],
        "may_change": may_change,
        "repeat": RepeatForm(moment=moment) if may_change else None,
    }
    return render(request, "journal/moment.html", context)


@access.needs("journal.add_moment")
@once
def moment_add(request: HttpRequest, hub: str) -> HttpResponse:
    """A new moment, with all fields; ``?kopie=`` begins with another one of this hub."""
    found = get_hub(request, hub, "journal.add_moment")
    form = _form(request, found, initial={"date": timezone.localdate()} | _start(request, found))
    if request.method == "POST" and form.is_valid():
        try:
            data = replace(form.data_given(), attachments=_stored(request, form))
            moment = add_moment(hub=found, data=data, by=acting_user(request))
        except (Refused, files.FileRefused) as refusal:
            form.add_error("uploads" if isinstance(refusal, files.FileRefused) else None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            again = reverse("journal:add", args=[found.slug])
            return redirect(again if "more" in request.POST else f"{list_address(found)}#m{moment.pk}")
    return _show(request, found, form)


def _start(request: HttpRequest, hub: Hub) -> dict[str, Any]:
    """What a copy begins with, or a date, activity or organisation that the address names."""
    pk = number(request.GET.get("kopie", ""))
    original = moments_visible_to(request.user).filter(hub=hub, pk=pk).first() if pk else None
    if original is None:
        return {"purpose": request.GET.get("voor", "")} if request.GET.get("voor") else {}
    left_out = {"version", "date", "result", "is_highlight", "visibility", "keep"}  # those were of that day
    return {name: value for name, value in MomentForm.initial_of(original).items() if name not in left_out}


@access.needs("journal.change_moment")
def moment_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a moment. A conflict shows both versions."""
    moment = get_moment(request, pk, "journal.change_moment")
    form = _form(request, moment.hub, moment=moment, initial=MomentForm.initial_of(moment))
    if request.method == "POST" and form.is_valid():
        kept = [one for one in moment.attachments.all() if str(one.pk) in form.cleaned_data.get("keep", [])]
        try:
            data = replace(form.data_given(), attachments=[*kept, *_stored(request, form)])
            change_moment(moment=moment, data=data, seen=form.cleaned_data["version"], by=acting_user(request))
        except (Refused, files.FileRefused) as refusal:
            form.add_error("uploads" if isinstance(refusal, files.FileRefused) else None, str(refusal))
        except Conflict as conflict:
            return _conflict(request, conflict.current, form)
        else:
            messages.success(request, _("Saved."))
            return redirect("journal:moment", moment.pk)
    return _show(request, moment.hub, form, moment)


def _form(request: HttpRequest, hub: Hub, **more: Any) -> MomentForm:
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    return MomentForm(*given, hub=hub, contacts=contacts_for(request, hub), **more)


def _show(request: HttpRequest, hub: Hub, form: MomentForm, moment: Moment | None = None, **more: Any) -> HttpResponse:
    context = {"hub": hub, "form": form, "moment": moment, **more}
    status = more.pop("status", 422 if form.errors else 200)
    return render(request, "journal/moment_form.html", context, status=status)


def _stored(request: HttpRequest, form: MomentForm) -> list[StoredFile]:
    """The new attachments, kept. Raises ``FileRefused``."""
    return [
        files.store(upload, allowed_types=TYPES, max_bytes=MOST_BYTES, by=acting_user(request))
        for upload in form.cleaned_data["uploads"]
    ]


def _conflict(request: HttpRequest, current: Moment, form: MomentForm) -> HttpResponse:
    """What I typed stays in the form; above it stands what is there now. Saving again uses my text."""
    if current.is_binned:
        form.add_error(None, _("Somebody deleted this moment in the meantime. What you typed is still here."))
        return _show(request, current.hub, form, current, status=409)
    now = get_moment(request, current.pk)
    newest = now.history.select_related("history_user").first()
    data = request.POST.copy()
    data["version"] = str(now.version)
    again = MomentForm(data, hub=now.hub, contacts=contacts_for(request, now.hub), moment=now)
    again.is_valid()
    conflict = {
        "rows": conflict_rows(now, form),
        "by": str(newest.history_user or "") if newest else "",
        "at": now.changed_at,
    }
    return _show(request, now.hub, again, now, conflict=conflict, status=409)


@access.needs("journal.change_moment", methods=("POST",))
@says_no
def moment_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Into the bin; the list that follows offers to take it back."""
    moment = get_moment(request, pk, "journal.change_moment")
    batch = delete_moments(moments=[moment], by=acting_user(request))
    return redirect(list_address(moment.hub, weg=str(batch.pk)))


@access.needs("journal.change_moment", methods=("POST",))
@says_no
def restore(request: HttpRequest, hub: str, batch: int) -> HttpResponse:
    """Out of the bin again."""
    found = get_hub(request, hub, "journal.change_moment")
    try:
        back = restore_moments(batch=get_object_or_404(BinBatch, pk=batch), hub=found, by=acting_user(request))
    except RestoreRefused as refused:
        messages.error(request, " ".join(refused.reasons))
        return redirect(list_address(found))
    text = ngettext("%(count)d moment is back.", "%(count)d moments are back.", len(back))
    messages.success(request, text % {"count": len(back)})
    return redirect(list_address(found))


@access.needs("journal.add_moment", methods=("POST",))
@says_no
def moment_repeat(request: HttpRequest, pk: int) -> HttpResponse:
    """The same again: today with one press, or on several days."""
    moment = get_moment(request, pk, "journal.add_moment")
    form = RepeatForm(request.POST, moment=moment)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(str(error) for error in errors))
        return redirect("journal:moment", pk)
    made = repeat_moment(moment=moment, days=form.days_given(), by=acting_user(request))
    text = ngettext("%(count)d moment is added.", "%(count)d moments are added.", len(made))
    messages.success(request, text % {"count": len(made)})
    return redirect(list_address(moment.hub))


@access.needs("journal.view_moments", methods=("GET",))
def attachment(request: HttpRequest, pk: int, file: uuid.UUID) -> HttpResponseBase:
    """An attachment, for the own hub."""
    moment = get_moment(request, pk)
    if not sight_of(request.user, moment).people:
        raise Http404("attachments stay with the hub")
    stored = get_object_or_404(moment.attachments.all(), uuid=file)
    return files.serve(request, stored, inline_types=PICTURES | {file_types.PDF})
