"""The hub that somebody works in: for the header of the workspace and for short addresses."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from knooppunt.core.navigation import Link
from knooppunt.network.mandates import hubs_of, own_hub
from knooppunt.network.models import Role


def workplace(request: HttpRequest) -> dict[str, Any]:
    """Context of the work layout: the hub at hand (of the address, else one's own) and the hubs to switch to."""
    hub = getattr(request, "hub", None) or own_hub(request.user)
    mine = hubs_of(request.user, Role.AMBASSADOR, Role.BOARD)
    choices = [Link(str(one), reverse("plans:plans", args=[one.slug]), one == hub) for one in mine]
    return {"hub": hub, "hub_choices": choices}
