"""Merging two entries: choosing the other one, side by side, and taking it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from knooppunt.catalogue.actions.entries import Refused
from knooppunt.catalogue.actions.merging import BOTH, GONE, KEPT, keep_apart, merge_entries, undo_merge
from knooppunt.catalogue.actions.relations import NO_SUCH_ENTRY
from knooppunt.catalogue.content import Problems
from knooppunt.catalogue.models import EntryMerge
from knooppunt.catalogue.offering.checks import likely_duplicates
from knooppunt.catalogue.queries.doubles import doubles_among, merges_among
from knooppunt.catalogue.queries.entries import content_of
from knooppunt.catalogue.queries.listing import kept_entries_of
from knooppunt.catalogue.queries.merging import sides_of
from knooppunt.catalogue.queries.picking import Meant, entry_meant
from knooppunt.catalogue.views.getting import acting_user, entry_at
from knooppunt.catalogue.views.work import told
from knooppunt.core import access
from knooppunt.core.numbers import whole_number
from knooppunt.core.versions import Conflict

MERGE = "catalogue.merge_entry"
MOST_SHOWN = 10


@access.needs(MERGE, methods=("GET",))
def doubles(request: HttpRequest) -> HttpResponse:
    """Entries of the whole catalogue (or of the own hub) that are probably one, and merges that can be taken back."""
    mine = kept_entries_of(request.user)
    context = {"found": doubles_among(mine), "merges": merges_among(mine)}
    return render(request, "catalogue/work_doubles.html", context)


@access.needs(MERGE)
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Which other entry is the same thing? Those that look like it, or by number, address or words."""
    kept = entry_at(request, pk, MERGE)
    words = request.POST.get("other", "")[:200]
    meant = entry_meant(words, request.user, apart_from=pk) if words else Meant()
    if meant.entry:
        return redirect("catalogue:work-merge-with", pk=pk, other=meant.entry.pk)
    if request.method == "POST" and not meant.choices:
        messages.error(request, NO_SUCH_ENTRY)
    alike = likely_duplicates(content_of(kept), apart_from=kept, most=MOST_SHOWN)
    found = [one for one in alike if one.entry.is_published and request.user.has_perm(MERGE, one.entry)]
    return render(
        request,
        "catalogue/work_merge_choose.html",
        {"entry": kept, "alike": found, "words": words, "choices": meant.choices},
    )


@access.needs(MERGE)
def merge(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Both beside each other. POST: the first stays, with for each field the text that was chosen."""
    kept, gone = entry_at(request, pk, MERGE), entry_at(request, other, MERGE)
    if request.method == "POST" and request.POST.get("doe") == "twee":
        keep_apart(one=kept, other=gone, by=acting_user(request))
        messages.success(request, _("These two stay two. We do not show them as doubles again."))
        return redirect("catalogue:work-doubles")
    if request.method == "POST":
        given = {name.removeprefix("take-"): value for name, value in request.POST.items() if name.startswith("take-")}
        choices = {name: value for name, value in given.items() if value in {KEPT, GONE, BOTH}}
        seen = {one.pk: whole_number(request.POST.get(f"version-{one.pk}", "")) for one in (kept, gone)}
        try:
            merge_entries(kept=kept, gone=gone, choices=choices, seen=seen, by=acting_user(request))
            messages.success(request, _("They are one now. The old address leads to this entry."))
            return redirect("catalogue:work-entry", pk=pk)
        except Refused as refused:
            messages.error(request, str(refused))
        except Problems as problems:
            messages.error(request, told(problems))
        except Conflict:
            messages.warning(request, _("Somebody else changed this just now. Look once more."))
        return redirect("catalogue:work-merge-with", pk=pk, other=other)
    context = {"kept": kept, "gone": gone, "sides": sides_of(kept, gone)}
    return render(request, "catalogue/work_merge.html", context)


@access.needs(MERGE, methods=("POST",))
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """They were two things after all."""
    found = get_object_or_404(EntryMerge.objects.select_related("kept", "gone"), pk=pk)
    for one in (found.kept, found.gone):
        access.require(request, MERGE, one)
    try:
        gone, same = undo_merge(merge=found, by=acting_user(request))
        messages.success(request, _("They are two again."))
        if not same:
            messages.warning(
                request, _("The texts of the entry that stayed were changed since, so those stay as they are.")
            )
        return redirect("catalogue:work-entry", pk=gone.pk)
    except Refused as refused:
        messages.error(request, str(refused))
    except Problems as problems:
        messages.error(request, told(problems))
    except Conflict:
        messages.warning(request, _("Somebody else changed this just now. Look once more."))
    return redirect("catalogue:work-entry", pk=found.kept_id)
