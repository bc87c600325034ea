"""Making and changing an entry in the workspace. What was typed stays until everything is right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from knooppunt.catalogue.actions.entries import change_entry, create_entry, publish_entry
from knooppunt.catalogue.content import KINDS, EntryContent, Kind, Problems
from knooppunt.catalogue.forms.entry import EntryForm
from knooppunt.catalogue.models import Entry, EntryState
from knooppunt.catalogue.offering.differences import differences
from knooppunt.catalogue.offering.labels import names_for
from knooppunt.catalogue.queries.entries import content_of
from knooppunt.catalogue.views.getting import acting_user, entry_at
from knooppunt.catalogue.views.uploads import store_uploads
from knooppunt.core import access
from knooppunt.core.numbers import whole_number
from knooppunt.core.once import once
from knooppunt.core.versions import Conflict
from knooppunt.network.api import hubs_of, is_coordinator, is_editor

ADD, CHANGE = "catalogue.add_entry", "catalogue.change_entry"
MORE = 3  # empty rows that a button adds


@access.needs(ADD)
@once
def add(request: HttpRequest) -> HttpResponse:
    """Choose a kind, then fill in the form of that kind."""
    kind = request.POST.get("kind") or request.GET.get("soort", "")
    if kind not in KINDS:
        kinds = [(one, Kind(one).label) for one in KINDS]
        return render(request, "catalogue/work_kind.html", {"kinds": kinds})
    base = EntryContent(kind=kind, hub=_own_hub(request))
    form, answer = _handled(request, base, entry=None)
    if form is None or answer is not None:
        return answer or _page(request, EntryForm(base=base, by=acting_user(request)), None, base)
    content = form.content(complete=_complete(request))
    if content is None:
        return _page(request, form, None, base, status=422)
    try:
        if not _may_at(request, content.hub):
            raise Problems({"hub": [_("Choose the region of your own hub.")]})
        made = create_entry(content=content, by=acting_user(request))
        if _complete(request):
            publish_entry(entry=made, by=acting_user(request))
    except Problems as problems:
        return _told(request, form, problems, None, base)
    messages.success(request, _("“%(title)s” is in the catalogue.") % {"title": made.title})
    return redirect("catalogue:work-entry", pk=made.pk)


@access.needs(CHANGE)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an entry. Whoever comes second sees both versions."""
    entry = entry_at(request, pk, CHANGE)
    base = content_of(entry)
    form, answer = _handled(request, base, entry=entry)
    if form is None or answer is not None:
        return answer or _page(request, EntryForm(base=base, by=acting_user(request)), entry, base)
    content = form.content(complete=entry.state == EntryState.PUBLISHED)
    if content is None:
        return _page(request, form, entry, base, status=422)
    try:
        if content.hub != base.hub and not _may_at(request, content.hub):
            raise Problems({"hub": [_("Choose the region of your own hub.")]})
        change_entry(entry=entry, content=content, seen=_version(request), by=acting_user(request))
    except Problems as problems:
        return _told(request, form, problems, entry, base)
    except Conflict as conflict:
        return _conflict(request, form, conflict.current, content)
    messages.success(request, _("It is saved."))
    return redirect("catalogue:work-entry", pk=pk)


def _handled(
    request: HttpRequest, base: EntryContent, entry: Entry | None
) -> tuple[EntryForm | None, HttpResponse | None]:
    """The bound form of a POST, or the page with more rows that it asks for; nothing for a GET."""
    if request.method != "POST":
        return None, None
    uploads = store_uploads(request)
    more = request.POST.get("more", "")
    blank = {more: MORE} if more else None
    form = EntryForm(
        request.POST, base=base, by=acting_user(request), blank=blank, uploads=uploads.files, image=uploads.image
    )
    if more and not uploads.refused:
        return form, _page(request, form, entry, base, quiet=True)
    if uploads.refused:
        form.is_valid()
        for field, sentence in uploads.refused:
            form.add_error(field, sentence)
        return form, _page(request, form, entry, base, status=422)
    return form, None


def _page(
    request: HttpRequest,
    form: EntryForm,
    entry: Entry | None,
    base: EntryContent,
    *,
    status: int = 200,
    quiet: bool = False,
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "entry": entry,
        "kind": Kind(base.kind),
        "version": request.POST.get("version") or (entry.version if entry else 0),
        "quiet": quiet,
        "cancel_url": reverse("catalogue:work-entry", args=[entry.pk]) if entry else reverse("catalogue:work"),
    }
    return render(request, "catalogue/work_form.html", context, status=status)


def _told(
    request: HttpRequest, form: EntryForm, problems: Problems, entry: Entry | None, base: EntryContent
) -> HttpResponse:
    for path, texts in problems.by_path.items():
        form.add_error(form.field_of(path), " ".join(texts))
    return _page(request, form, entry, base, status=422)


@dataclass(frozen=True)
class _Row:
    label: str
    mine: str
    theirs: str


class _Pairs:
    """What was posted, for hidden fields: names may repeat."""

    def __init__(self, request: HttpRequest, form: EntryForm) -> None:
        self._pairs = [
            (name, str(value))
            for name, values in request.POST.lists()
            if name not in {"csrfmiddlewaretoken", "version", "held", "image"}
            for value in values
        ]
        self._pairs += [("held", one.uuid) for one in form.held] + [("image", form.image)]

    def items(self) -> list[tuple[str, str]]:
        """Every name with each of its values."""
        return self._pairs


def _conflict(request: HttpRequest, form: EntryForm, current: Entry, mine: EntryContent) -> HttpResponse:
    """Both versions, field by field."""
    theirs, wanted = current.content, mine.to_dict()
    names = names_for(theirs, wanted)
    rows = [_Row(one.label, one.proposed, one.now) for one in differences(theirs, theirs, wanted, names)]
    last = current.history.select_related("history_user").first()
    context = {
        "entry": current,
        "rows": rows,
        "who": str(last.history_user or "") if last else "",
        "hidden": _Pairs(request, form),
        "version": current.version,
        "keep_url": reverse("catalogue:work-entry", args=[current.pk]),
    }
    return render(request, "catalogue/work_conflict.html", context, status=409)


def _version(request: HttpRequest) -> int:
    return whole_number(request.POST.get("version", ""))


def _complete(request: HttpRequest) -> bool:
    return request.POST.get("act") == "publish"


def _own_hub(request: HttpRequest) -> str:
    if is_editor(request.user) or is_coordinator(request.user):
        return ""
    hubs = hubs_of(request.user)
    return hubs[0].slug if hubs else ""


def _may_at(request: HttpRequest, hub: str) -> bool:
    """Ambassadors keep the offer of their own hub only."""
    if is_editor(request.user) or is_coordinator(request.user):
        return True
    return hub in {one.slug for one in hubs_of(request.user)}
