"""Proposed moments: confirm with one tap, adjust first, dismiss, take back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db.models import Count, Window
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from knooppunt.core import access
from knooppunt.journal.actions.proposals import confirm_proposal, data_of, dismiss_proposal, reopen_proposal
from knooppunt.journal.actions.refusals import Refused
from knooppunt.journal.deciding.moments import facts_of, remarks_of
from knooppunt.journal.forms.moments import MomentForm, purpose_value
from knooppunt.journal.hours import shown_hours
from knooppunt.journal.models import Proposal
from knooppunt.journal.queries.proposals import lately_decided, proposals_visible_to, waiting_for
from knooppunt.journal.views.common import acting_user, back_to, contacts_for, says_no

SHOWN = 100  # on the page; more than anybody has
ON_WEEK = 5


@access.needs("journal.decide_proposal", methods=("GET",))
def page(request: HttpRequest) -> HttpResponse:
    """What waits, and what was decided lately. Ten queries, whatever the number."""
    user = acting_user(request)
    context = {
        "rows": _rows(list(waiting_for(user)[:SHOWN])),
        "decided": list(lately_decided(user)[:10]),
        "calendar": getattr(user, "calendar_feed", None),
    }
    return render(request, "journal/proposals.html", context)


@access.needs("journal.decide_proposal", methods=("POST",))
@says_no
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Into the logbook as it stands."""
    proposal = _get(request, pk)
    confirm_proposal(proposal=proposal, by=acting_user(request))
    return _decided(request, proposal, _("In the logbook: %(what)s") % {"what": proposal.title})


@access.needs("journal.decide_proposal", methods=("POST",))
@says_no
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    """Not for the logbook; it does not return."""
    proposal = _get(request, pk)
    dismiss_proposal(proposal=proposal, by=acting_user(request))
    return _decided(request, proposal, _("Not for the logbook: %(what)s") % {"what": proposal.title})


@access.needs("journal.decide_proposal", methods=("POST",))
@says_no
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Let it wait again."""
    proposal = _get(request, pk)
    reopen_proposal(proposal=proposal, by=acting_user(request))
    if getattr(request, "htmx", False):
        response = render(request, "journal/_proposal.html", {"row": _rows([proposal])[0], "is_back": True})
        return _told(response)
    messages.success(request, _("Taken back. The proposal waits again."))
    return redirect(back_to(request, "journal:proposals"))


@access.needs("journal.decide_proposal")
def adjust(request: HttpRequest, pk: int) -> HttpResponse:
    """All fields, filled in as proposed, before it goes into the logbook."""
    proposal = _get(request, pk)
    if proposal.state != Proposal.State.OPEN:
        messages.info(request, _("This proposal was decided already. Nothing happened twice."))
        return redirect("journal:proposals")
    people = contacts_for(request, proposal.hub)
    given = (request.POST,) if request.method == "POST" else ()
    form = MomentForm(*given, hub=proposal.hub, contacts=people, initial=_initial(proposal))
    del form.fields["uploads"]
    if request.method == "POST" and form.is_valid():
        try:
            data = replace(form.data_given(), attachments=())
            moment = confirm_proposal(proposal=proposal, by=acting_user(request), data=data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("In the logbook: %(what)s") % {"what": proposal.title})
            return redirect("journal:moment", moment.pk)
    context = {"form": form, "proposal": proposal, "hub": proposal.hub, "remarks": remarks_of(proposal)}
    return render(request, "journal/proposal_adjust.html", context, status=422 if form.errors else 200)


def week_block(request: HttpRequest) -> dict[str, Any] | None:
    """The context of the block on "deze week"; nothing for who has no proposals. Four queries."""
    if not request.user.has_perm("journal.decide_proposal"):
        return None
    found = list(waiting_for(request.user).annotate(waiting=Window(Count("pk")))[:ON_WEEK])
    if not found:
        return None
    waiting: int = found[0].waiting  # all of them, counted before the slice
    return {"rows": _rows(found), "has_more": waiting > len(found), "asks": waiting}


def _rows(proposals: Sequence[Proposal]) -> list[dict[str, Any]]:
    return [{"proposal": one, "facts": facts_of(one), "remarks": remarks_of(one)} for one in proposals]


def _get(request: HttpRequest, pk: int) -> Proposal:
    rows = proposals_visible_to(request.user).select_related("hub", "item__theme__plan", "theme__plan", "moment")
    proposal = get_object_or_404(rows, pk=pk)
    access.require(request, "journal.decide_proposal", proposal)
    request.hub = proposal.hub  # type: ignore[attr-defined]  # the header names the hub one is looking at
    return proposal


def _decided(request: HttpRequest, proposal: Proposal, text: str) -> HttpResponse:
    if getattr(request, "htmx", False):
        return _told(render(request, "journal/_proposal_done.html", {"proposal": proposal, "text": text}))
    messages.success(request, text)
    return redirect(back_to(request, "journal:proposals"))


def _told(response: HttpResponse) -> HttpResponse:
    response["HX-Trigger"] = "moment-saved"
    return response


def _initial(proposal: Proposal) -> dict[str, Any]:
    data = data_of(proposal)
    return {
        "date": data.date,
        "duration": shown_hours(data.minutes),
        "kind": data.kind,
        "purpose": purpose_value(data.item or data.theme),
        "organisations": {one.pk: one.name for one in data.organisations},
        "contacts": {one.pk: one.name for one in data.contacts},
        "note": data.note,
    }
