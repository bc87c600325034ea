"""The catalogue in the workspace: the list, one entry, and where it stands."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knooppunt.catalogue.actions.entries import (
    MOVES,
    Refused,
    confirm_entry,
    delete_entry,
    give_entry,
    move_entry,
)
from knooppunt.catalogue.actions.relations import relate_entries, unrelate_entries
from knooppunt.catalogue.content import Kind, Problems
from knooppunt.catalogue.models import Entry, EntryRelation, EntryState
from knooppunt.catalogue.offering.labels import label_of
from knooppunt.catalogue.queries.history import history_of_entry
from knooppunt.catalogue.queries.listing import EntrySearch, kept_entries_of, state_counts
from knooppunt.catalogue.queries.merging import merges_of
from knooppunt.catalogue.queries.pages import page_of
from knooppunt.catalogue.queries.picking import entry_meant
from knooppunt.catalogue.views.addresses import address, around
from knooppunt.catalogue.views.getting import acting_user, entry_at
from knooppunt.core import access, bin, files
from knooppunt.core.bin import RestoreRefused
from knooppunt.core.file_types import IMAGES
from knooppunt.core.models import BinBatch
from knooppunt.core.numbers import whole_number
from knooppunt.core.versions import Conflict

VIEW, CHANGE, DELETE = "catalogue.view_entries", "catalogue.change_entry", "catalogue.delete_entry"
PER_PAGE = 50
_MOVE_LABELS: dict[str, Any] = {
    EntryState.PUBLISHED: gettext_lazy("Publish"),
    EntryState.HIDDEN: gettext_lazy("Hide"),
    EntryState.DRAFT: gettext_lazy("Back to draft"),
    EntryState.ARCHIVED: gettext_lazy("Archive"),
}


@access.needs(VIEW, methods=("GET",))
def entries(request: HttpRequest) -> HttpResponse:
    """The entries that one looks after, to search and filter."""
    search, mine = EntrySearch.from_query(request.GET), kept_entries_of(request.user)
    found = search.apply(mine, request.user).with_page().select_related("owner").defer("content")
    counts = state_counts(mine)
    tabs = [("", _("All"), sum(counts.values())), *((s.value, s.label, counts.get(s.value, 0)) for s in EntryState)]
    context = {
        "search": search,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "tabs": [
            {"label": f"{label} ({count})", "url": f"?stand={code}", "current": code == search.state}
            for code, label, count in tabs
            if count or not code
        ],
        "kinds": Kind.choices,
        "queue_url": address("queue") if request.user.has_perm("catalogue.review_submission") else "",
        "undo": _undo(request),
    }
    return render(request, "catalogue/work.html", context)


def _undo(request: HttpRequest) -> dict[str, str] | None:
    """The way back from the bin, on the page after deleting."""
    number = whole_number(request.GET.get("weg", ""))
    row = Entry.all_objects.filter(bin_batch=number).first() if number > 0 else None
    if row is None or not request.user.has_perm(DELETE, row):
        return None
    text = _("“%(title)s” is in the bin for 30 days.") % {"title": row.title}
    return {"text": text, "action": reverse("catalogue:work-restore", args=[number])}


@access.needs(VIEW, methods=("GET",))
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """An entry as it will look, with everything that can be done with it."""
    found = entry_at(request, pk, VIEW)
    relations = EntryRelation.objects.filter(entry=found).select_related("other")
    words = request.GET.get("ander", "")[:200]
    context = {
        "entry": found,
        "page": page_of(found, with_suggestions=True),
        "preview": True,
        "moves": [(state, _MOVE_LABELS[state]) for state in _MOVE_LABELS if state in MOVES[found.state]],
        "relations": relations,
        "loosened": _loosened(request, found),
        "types": EntryRelation.Type.choices,
        "other": {"words": words, "type": request.GET.get("verband", "")},
        "others": entry_meant(words, request.user, apart_from=pk).choices if words else (),
        "public_url": found.get_absolute_url() if found.is_published else "",
        "merges": merges_of(found),
        "may_mark": request.user.has_perm("catalogue.manage_quality"),
        **around(found),
    }
    return render(request, "catalogue/work_entry.html", context)


def _loosened(request: HttpRequest, entry: Entry) -> dict[str, Any] | None:
    """The way back for a relation, on the page after taking it away."""
    number, kind = request.GET.get("los", "")[:12], request.GET.get("verband", "")
    if not (number.isdecimal() and kind in EntryRelation.Type.values):
        return None
    other = entry_meant(number, request.user, apart_from=entry.pk).entry
    if other is None or EntryRelation.objects.filter(entry=entry, other=other, type=kind).exists():
        return None
    return {
        "text": _("“%(title)s” no longer belongs with this entry.") % {"title": other.title},
        "hidden": {"other": other.pk, "type": kind},
    }


@access.needs(CHANGE, methods=("POST",))
def state(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish, hide, archive or take back; or say that it is still right (``act=confirm``), or take it on (``own``)."""
    found, by, act = entry_at(request, pk, CHANGE), acting_user(request), request.POST.get("act", "")
    try:
        if act == "confirm":
            confirm_entry(entry=found, by=by)
            messages.success(request, _("Thank you. It counts as checked today."))
        elif act == "own":
            give_entry(entry=found, owner=by, by=by)
            messages.success(request, _("You look after it from now on."))
        elif act in EntryState.values:
            reason = request.POST.get("reason", "")[:500]
            move_entry(
                entry=found,
                state=act,
                by=by,
                seen=whole_number(request.POST.get("version", ""), found.version),
                reason=reason,
            )
            messages.success(request, _("Now: %(state)s.") % {"state": EntryState(act).label})
    except Refused as refused:
        messages.error(request, str(refused))
    except Problems as problems:
        messages.error(
            request, _("Something is missing before everybody may see it: %(what)s") % {"what": told(problems)}
        )
    except Conflict:
        messages.warning(request, _("Somebody else changed this just now. Look once more."))
    return redirect("catalogue:work-entry", pk=pk)


@access.needs(DELETE)
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, then put it into the bin."""
    found = entry_at(request, pk, DELETE)
    if request.method == "POST":
        batch = delete_entry(entry=found, by=acting_user(request))
        return redirect(f"{reverse('catalogue:work')}?weg={batch.pk}")
    return render(request, "catalogue/work_delete.html", {"entry": found})


@access.needs(DELETE, methods=("POST",))
def restore(request: HttpRequest, batch: int) -> HttpResponse:
    """Bring an entry back from the bin."""
    found = get_object_or_404(BinBatch, pk=batch)
    rows = list(Entry.all_objects.filter(bin_batch=found))
    if not rows:
        raise Http404("There is no entry in this batch.")
    for row in rows:
        access.require(request, DELETE, row)
    try:
        bin.restore(found, by=acting_user(request))
        messages.success(request, _("It is back."))
    except RestoreRefused as refused:
        messages.error(request, " ".join(refused.reasons))
        return redirect("catalogue:work")
    return redirect("catalogue:work-entry", pk=rows[0].pk)


@access.needs(VIEW, methods=("GET",))
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """What happened to an entry."""
    found = entry_at(request, pk, VIEW)
    return render(request, "catalogue/work_history.html", {"entry": found, "events": history_of_entry(found)})


@access.needs(CHANGE, methods=("POST",))
def relate(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how an entry stands to another (its number, address or words), or take that back (``drop``)."""
    found = entry_at(request, pk, CHANGE)
    try:
        if request.POST.get("drop"):
            gone = unrelate_entries(entry=found, relation=whole_number(request.POST["drop"]))
            if gone:
                loose = urlencode({"los": str(gone.other_id), "verband": gone.type})
                return redirect(f"{reverse('catalogue:work-entry', args=[pk])}?{loose}#verbanden")
        else:
            words, kind = request.POST.get("other", "")[:200], request.POST.get("type", "")
            meant = entry_meant(words, request.user, apart_from=pk)
            if meant.choices:
                asked = urlencode({"ander": words, "verband": kind})
                return redirect(f"{reverse('catalogue:work-entry', args=[pk])}?{asked}#verbanden")
            relate_entries(entry=found, other=meant.entry, type=kind)
            messages.success(request, _("They belong together now."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(f"{reverse('catalogue:work-entry', args=[pk])}#verbanden")


@access.needs(VIEW, methods=("GET",))
def image(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The picture of an entry that may not be public yet."""
    found = entry_at(request, pk, VIEW)
    if found.image is None:
        raise Http404("This entry has no picture.")
    return files.serve(request, found.image, inline_types=IMAGES)


def told(problems: Problems) -> str:
    """All problems in a row."""
    return " ".join(f"{label_of(path)}: {' '.join(texts)}" for path, texts in problems.by_path.items())
