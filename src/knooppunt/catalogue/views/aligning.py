"""Alignments of one entry: suggested ones to judge, and one's own."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knooppunt.catalogue.actions.alignments import (
    Judgement,
    add_alignment,
    confirm_alignment,
    decline_alignment,
    suggest_alignments,
)
from knooppunt.catalogue.actions.entries import Refused
from knooppunt.catalogue.models import Alignment, Entry
from knooppunt.catalogue.queries.alignments import alignments_of, items_named
from knooppunt.catalogue.views.getting import acting_user, entry_at
from knooppunt.core import access
from knooppunt.core.numbers import whole_number
from knooppunt.core.versions import Conflict
from knooppunt.framework.api import concept_choices

ALIGN = "catalogue.align_entry"


@access.needs(ALIGN)
def alignments(request: HttpRequest, pk: int) -> HttpResponse:
    """Look, suggest, confirm, decline, add. Suggested and confirmed ones stand apart."""
    entry = entry_at(request, pk, ALIGN)
    if request.method == "POST":
        try:
            _act(request, entry)
        except Refused as refused:
            messages.error(request, str(refused))
        except Conflict:
            messages.warning(request, _("Somebody else changed this just now. Look once more."))
        return redirect("catalogue:work-alignments", pk=pk)
    typed = request.GET.get("zoek", "").strip()[:100]
    rows = alignments_of(entry)
    context = {
        "entry": entry,
        "confirmed": [row for row in rows if row.state == Alignment.State.CONFIRMED],
        "suggested": [row for row in rows if row.state == Alignment.State.SUGGESTED],
        "types": Alignment.Type.choices,
        "depths": Alignment.Depth.choices,
        "levels": concept_choices("levels"),
        "typed": typed,
        "found": items_named(typed, without=[row.item_id for row in rows]) if typed else [],
    }
    return render(request, "catalogue/work_alignments.html", context)


def _act(request: HttpRequest, entry: Entry) -> None:
    act, by = request.POST.get("act", ""), acting_user(request)
    if act == "suggest":
        made = len(suggest_alignments(entry=entry))
        text = ngettext("%(count)d new suggestion.", "%(count)d new suggestions.", made) % {"count": made}
        messages.success(request, text if made else _("Nothing new to suggest."))
    elif act == "add":
        item = items_named("", only=_number(request, "item")).first()
        if item is None:
            raise Refused(_("This item is not there (any more)."))
        add_alignment(entry=entry, item=item, judgement=_judgement(request), by=by)
        messages.success(request, _("It is aligned."))
    elif act in {"confirm", "decline"}:
        found: Alignment = get_object_or_404(entry.alignments.all(), pk=_number(request, "alignment"))
        if act == "confirm":
            confirm_alignment(alignment=found, judgement=_judgement(request), seen=_number(request, "version"), by=by)
            messages.success(request, _("It is confirmed."))
        else:
            decline_alignment(alignment=found, seen=_number(request, "version"), by=by)
            messages.success(request, _("It is gone, and is not suggested again."))


def _judgement(request: HttpRequest) -> Judgement:
    kind, depth, level = (request.POST.get(name, "") for name in ("type", "depth", "level"))
    if kind not in Alignment.Type.values or (depth and depth not in Alignment.Depth.values):
        raise Refused(_("Choose one of the options."))
    if level and level not in dict(concept_choices("levels")):
        raise Refused(_("Choose one of the options."))
    return Judgement(type=kind, depth=depth, level=level, evidence=request.POST.get("evidence", "")[:500])


def _number(request: HttpRequest, name: str) -> int:
    return whole_number(request.POST.get(name, ""))
