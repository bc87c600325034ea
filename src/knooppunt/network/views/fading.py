"""Who is about to fade from sight."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from knooppunt.core import access
from knooppunt.network.queries.fading import MOST, fading_of
from knooppunt.network.views.at_hand import own_hub_at_hand


@access.needs("network.view_notes", methods=("GET",))
def fading(request: HttpRequest) -> HttpResponse:
    """With one press: in touch today, or later."""
    hub = own_hub_at_hand(request, "network.view_notes")
    context = {
        "hub": hub,
        "fading": fading_of(hub),
        "most": MOST,
        "may_edit": request.user.has_perm("network.edit_notes", hub),
        "may_see_contacts": True,
    }
    return render(request, "network/fading.html", context)
