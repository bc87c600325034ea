"""What the pages of the logbook share: finding things through what the reader may see, and saying no with a sentence."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from knooppunt.accounts.models import User
from knooppunt.core import access
from knooppunt.core.numbers import whole_number
from knooppunt.journal.actions.refusals import Refused
from knooppunt.journal.models import Moment
from knooppunt.journal.queries.visible import moments_visible_to
from knooppunt.network.api import contacts_visible_to
from knooppunt.network.models import Contact, Hub

View = Callable[..., HttpResponse]


def acting_user(request: HttpRequest) -> User:
    """The user of a page that asks for a permission: signed in, or the view would not run."""
    return cast(User, request.user)


def get_hub(request: HttpRequest, slug: str, permission: str = "journal.view_moments") -> Hub:
    """The hub of an address; 404 when there is none, 403 without ``permission`` for it."""
    hub = get_object_or_404(Hub, slug=slug)
    access.require(request, permission, hub)
    request.hub = hub  # type: ignore[attr-defined]  # the header names the hub one is looking at
    return hub


def get_moment(request: HttpRequest, pk: int, permission: str = "journal.view_moments") -> Moment:
    """A visible moment with its hub, activity and author; 404 when invisible, 403 without ``permission`` for it."""
    rows = moments_visible_to(request.user).select_related("hub", "author", "item__theme__plan", "theme__plan")
    moment = get_object_or_404(rows, pk=pk)
    access.require(request, permission, moment)
    request.hub = moment.hub  # type: ignore[attr-defined]  # the header names the hub one is looking at
    return moment


def contacts_for(request: HttpRequest, hub: Hub) -> QuerySet[Contact]:
    """The contacts that the reader may see in the logbook of ``hub``: those of one's own hub, none elsewhere."""
    if not request.user.has_perm("journal.view_whole_logbook", hub):
        return Contact.objects.none()
    found: QuerySet[Contact] = contacts_visible_to(request.user).filter(hubs=hub)
    return found


def says_no(view: View) -> View:
    """Turn an action's ``Refused`` into a sentence: on top of the page for htmx, else on the page one came from."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Refused as refusal:
            if getattr(request, "htmx", False):
                response = render(
                    request, "components/notice.html", {"kind": "error", "text": str(refusal)}, status=409
                )
                response["HX-Retarget"], response["HX-Reswap"] = "#berichten", "innerHTML show:top"
                return response
            messages.error(request, str(refusal))
            return redirect(back_to(request))

    return wrapped


def back_to(request: HttpRequest, fallback: str = "journal:own") -> str:
    """The page that the form was on, or ``fallback``."""
    referer = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure()):
        return referer
    return fallback


def number(text: str) -> int | None:
    """A number out of an address or form, or ``None`` when it is none."""
    found = whole_number(text)
    return found if found >= 0 else None
