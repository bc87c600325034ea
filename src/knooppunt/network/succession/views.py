"""The ambassador's page about one successor: what goes along, take over, leave, take back."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from knooppunt.core import access
from knooppunt.network.models import Contact, Succession
from knooppunt.network.succession.actions import accept_successor, refuse_successor, undo_succession
from knooppunt.network.succession.queries import alike, certain, moving, successions_visible_to
from knooppunt.network.succession.roles import address_of, offer_role, roles_of_contact
from knooppunt.network.views.acting import acting_user

DECIDE = "network.decide_succession"


@access.needs(DECIDE)
def succession(request: HttpRequest, pk: int) -> HttpResponse:
    """Who takes over from whom. Somebody who is known already is recognised; of two alike the person chooses."""
    found = get_object_or_404(successions_visible_to(request.user), pk=pk)
    access.require(request, DECIDE, found)
    request.hub = found.hub  # type: ignore[attr-defined]  # the header shows in which hub one works
    known = alike(found.hub, found.contact, found.name, found.email)
    if request.method != "POST":
        return _page(request, found, known)
    act, who = request.POST.get("act", ""), request.POST.get("who", "")
    by = acting_user(request)
    try:
        if act == "undo":
            undo_succession(succession=found, by=by)
            messages.success(request, _("Taken back."))
        elif act == "refuse":
            refuse_successor(succession=found, by=by)
            messages.success(request, _("Everything stays as it was."))
        elif act == "offer":
            offer_role(succession=found, role=request.POST.get("role", ""), by=by)
            messages.success(request, _("The invitation is on its way. The role begins when it is accepted."))
        elif act == "accept":
            chosen = next((one for one in known if str(one.pk) == who), None)
            if known and chosen is None and who != "new":
                return _page(request, found, known, wrong=_("Choose who it is."))
            done = accept_successor(succession=found, successor=chosen, by=by)
            messages.success(request, _("%(name)s takes over.") % {"name": done.successor})
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    return redirect("network:succession", pk=found.pk)


def _page(request: HttpRequest, found: Succession, known: list[Contact], *, wrong: str = "") -> HttpResponse:
    sure = certain(known, found.email)
    context = {
        "hub": found.hub,
        "succession": found,
        "known": known,
        "chosen": sure.pk if sure else None,
        "moving": moving(found),
        "roles": roles_of_contact(found.hub, found.contact, request.user, email=address_of(found)),
        "may_offer": bool(address_of(found)),
        "wrong": wrong,
    }
    return render(request, "network/succession.html", context, status=422 if wrong else 200)
