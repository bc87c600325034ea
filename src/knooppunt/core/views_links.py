"""The page behind a link in a mail: finds the grant, and lets the scope show or act."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from knooppunt.core import access, grants
from knooppunt.core.registries import link_scopes


@access.link
@csrf_exempt
def link(request: HttpRequest, token: str) -> HttpResponseBase:
    """GET shows, POST acts; a link that no longer works says why, and gives a way on."""
    found = grants.find(token)
    scope = link_scopes.get(found.scope) if not isinstance(found, grants.Refusal) else None
    if isinstance(found, grants.Refusal) or scope is None:
        return refused(request, found if isinstance(found, grants.Refusal) else grants.Refusal.UNKNOWN)
    try:
        if request.method != "POST":
            response = scope.show(request, found)
        elif scope.csrf:
            response = csrf_protect(scope.act)(request, found)
        else:
            response = scope.act(request, found)
    except grants.GrantRefused as refusal:
        return refused(request, refusal.reason)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def refused(request: HttpRequest, reason: grants.Refusal) -> HttpResponseBase:
    """The page of a link that does nothing: 404 when we do not know it, 410 when it has ended."""
    status = 404 if reason is grants.Refusal.UNKNOWN else 410
    response = render(request, "core/link_refused.html", {"reason": reason.value}, status=status)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
