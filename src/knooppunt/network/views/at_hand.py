"""The hub whose own data (stages, tags, touches) the pages of the register show."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from knooppunt.core import access
from knooppunt.network.mandates import hubs_of
from knooppunt.network.models import Hub, Role


def hub_at_hand(request: HttpRequest) -> Hub | None:
    """``?bij=slug`` when it is one's own, else the first hub that one runs or reads along with; ``None`` without any.

    Sets ``request.hub`` for the header. No query beyond the mandates.
    """
    mine = hubs_of(request.user, Role.AMBASSADOR) or hubs_of(request.user, Role.BOARD)
    wanted = request.GET.get("bij") or request.POST.get("bij", "")
    hub = next((hub for hub in mine if hub.slug == wanted), mine[0] if mine else None)
    if hub is not None:
        request.hub = hub  # type: ignore[attr-defined]  # the header names the hub one is looking at
    return hub


def own_hub_at_hand(request: HttpRequest, permission: str = "network.edit_notes") -> Hub:
    """The same for what only works with a hub: 404 without one, 403 when one may not do this for it."""
    hub = hub_at_hand(request)
    if hub is None:
        raise Http404("no hub at hand")
    access.require(request, permission, hub)
    return hub
