"""Making and keeping collections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from knooppunt.catalogue.actions.collections import (
    MOST_ITEMS,
    CollectionContent,
    ItemContent,
    change_collection,
    create_collection,
    delete_collection,
    set_collection_state,
)
from knooppunt.catalogue.actions.entries import Refused
from knooppunt.catalogue.actions.relations import NO_SUCH_ENTRY
from knooppunt.catalogue.forms.collections import CollectionForm
from knooppunt.catalogue.models import Collection, Entry
from knooppunt.catalogue.queries.collections import listed_collections
from knooppunt.catalogue.queries.picking import entries_meant
from knooppunt.catalogue.views.getting import acting_user
from knooppunt.core import access
from knooppunt.core.numbers import whole_number
from knooppunt.core.once import once
from knooppunt.core.versions import Conflict

KEEP = "catalogue.change_collection"
BLANK = 3


@dataclass
class Row:
    """One part as it stands on the form."""

    place: str = ""
    heading: str = ""
    text: str = ""
    entry: str = ""
    title: str = ""
    error: str = ""
    found: Entry | None = None
    choices: tuple[Entry, ...] = ()
    field: str = ""  # the name of its entry on the form

    @property
    def is_empty(self) -> bool:
        """Whether nothing was filled in."""
        return not (self.heading or self.text or self.entry)


@access.needs(KEEP, methods=("GET",))
def collections(request: HttpRequest) -> HttpResponse:
    """The collections that one may keep."""
    found = [one for one in listed_collections(request.user) if request.user.has_perm(KEEP, one)]
    return render(request, "catalogue/work_collections.html", {"collections": found})


@access.needs(KEEP)
@once
def add(request: HttpRequest) -> HttpResponse:
    """Make a collection; it is a draft until it is published."""
    form = CollectionForm(request.POST or None, user=request.user)
    rows = _rows(request) if request.method == "POST" else [Row(place=str(n + 1)) for n in range(BLANK)]
    if not _wants_saving(request, form, rows):
        return _page(request, form, rows, None)
    try:
        made = create_collection(content=_content(form, rows), by=acting_user(request))
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, form, rows, None, status=422)
    messages.success(request, _("It is saved."))
    return redirect("catalogue:work-collection", pk=made.pk)


@access.needs(KEEP)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a collection, publish it or take it off the site."""
    found = _collection_at(request, pk)
    initial = {"title": found.title, "intro": found.intro, "code": found.code, "hub": found.hub_id}
    form = CollectionForm(request.POST or None, initial=initial, user=request.user)
    rows = _rows(request) if request.method == "POST" else _stored(found)
    if not _wants_saving(request, form, rows):
        return _page(request, form, rows, found)
    act, by, seen = request.POST.get("act", ""), acting_user(request), _version(request)
    try:
        changed = change_collection(collection=found, content=_content(form, rows), seen=seen, by=by)
        if act in Collection.State.values:
            set_collection_state(collection=changed, state=act, seen=changed.version, by=by)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, form, rows, found, status=422)
    except Conflict as conflict:
        return _conflict(request, form, rows, conflict.current)
    messages.success(request, _("It is saved."))
    return redirect("catalogue:work-collection", pk=pk)


@access.needs(KEEP, methods=("POST",))
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Into the bin."""
    found = _collection_at(request, pk)
    delete_collection(collection=found, by=acting_user(request))
    messages.success(request, _("“%(title)s” is in the bin for 30 days.") % {"title": found.title})
    return redirect("catalogue:work-collections")


def _collection_at(request: HttpRequest, pk: int) -> Collection:
    found: Collection = get_object_or_404(listed_collections(request.user), pk=pk)
    access.require(request, KEEP, found)
    return found


def _wants_saving(request: HttpRequest, form: CollectionForm, rows: list[Row]) -> bool:
    if request.method != "POST" or request.POST.get("act") == "more":
        return False
    _find(request, rows)
    return form.is_valid() and not any(row.error for row in rows)


def _rows(request: HttpRequest) -> list[Row]:
    """The parts as typed, in the order of their numbers."""
    count = min(whole_number(request.POST.get("count", ""), 0), MOST_ITEMS + 20)

    def typed(number: int, name: str, most: int) -> str:
        return request.POST.get(f"p{number}-{name}", "").strip()[:most]

    rows = [
        Row(typed(n, "place", 4), typed(n, "heading", 200), typed(n, "text", 2000), typed(n, "entry", 300))
        for n in range(count)
    ]
    places = {id(row): whole_number(row.place, number + 1) for number, row in enumerate(rows)}
    rows.sort(key=lambda row: places[id(row)])
    if request.POST.get("act") == "more":
        rows += [Row() for _n in range(BLANK)]
    for number, row in enumerate(rows):
        row.place = str(number + 1)
    return rows


def _find(request: HttpRequest, rows: list[Row]) -> None:
    """Look up the entries that the rows name; of words that more than one has, all are offered."""
    meant = entries_meant({place: row.entry for place, row in enumerate(rows) if row.entry}, request.user)
    for place, one in meant.items():
        row = rows[place]
        row.found, row.choices = one.entry, one.choices
        if one.entry:
            row.entry, row.title = str(one.entry.pk), one.entry.title
        else:
            row.error = _("Choose the entry that you mean.") if one.choices else str(NO_SUCH_ENTRY)


def _stored(collection: Collection) -> list[Row]:
    rows = [
        Row(str(n + 1), one.heading, one.text, str(one.entry_id or ""), one.entry.title if one.entry else "")
        for n, one in enumerate(collection.items.select_related("entry"))
    ]
    return rows + [Row(place=str(len(rows) + n + 1)) for n in range(BLANK)]


def _content(form: CollectionForm, rows: Sequence[Row]) -> CollectionContent:
    data = form.cleaned_data
    items = tuple(ItemContent(row.heading, row.text, row.found) for row in rows if not row.is_empty)
    return CollectionContent(title=data["title"], intro=data["intro"], code=data["code"], hub=data["hub"], items=items)


def _page(
    request: HttpRequest, form: CollectionForm, rows: list[Row], collection: Collection | None, *, status: int = 0
) -> HttpResponse:
    wrong = request.method == "POST" and request.POST.get("act") != "more"
    seen = request.POST.get("version") or (collection.version if collection else 0)
    for number, row in enumerate(rows):
        row.field = f"p{number}-entry"
    context = {"form": form, "rows": rows, "collection": collection, "version": seen}
    return render(request, "catalogue/work_collection.html", context, status=status or (422 if wrong else 200))


def _conflict(request: HttpRequest, form: CollectionForm, rows: list[Row], current: Collection) -> HttpResponse:
    """Both versions side by side."""
    mine: dict[str, Any] = {
        _("Title"): form.cleaned_data["title"],
        _("Introduction"): form.cleaned_data["intro"],
        _("Parts"): "\n".join(f"{row.heading} {row.title} {row.text}".strip() for row in rows if not row.is_empty),
    }
    theirs = {
        _("Title"): current.title,
        _("Introduction"): current.intro,
        _("Parts"): "\n".join(f"{r.heading} {r.title} {r.text}".strip() for r in _stored(current) if not r.is_empty),
    }
    shown = [
        {"label": label, "mine": mine[label], "theirs": theirs[label]} for label in mine if mine[label] != theirs[label]
    ]
    hidden = {name: value for name, value in request.POST.items() if name not in {"csrfmiddlewaretoken", "version"}}
    conflict = {
        "rows": shown,
        "hidden": hidden,
        "version": current.version,
        "keep_url": reverse("catalogue:work-collection", args=[current.pk]),
    }
    context = {"form": form, "collection": current, "conflict": conflict}
    return render(request, "catalogue/work_collection.html", context, status=409)


def _version(request: HttpRequest) -> int:
    return whole_number(request.POST.get("version", ""))
