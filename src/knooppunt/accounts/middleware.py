"""On private pages only: note the session, and speak the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

from knooppunt.accounts.sessions import note_session
from knooppunt.core import access

PRIVATE = frozenset({access.Kind.SIGNED_IN, access.Kind.NEEDS})


class Private:
    """Stands after ``core.middleware.Access``, which knows what the view declared. Public pages pass through untouched:
    there neither session nor user may be looked at."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if _is_private(request) and request.user.is_authenticated:
            note_session(request)
        return response

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> None:
        if _is_private(request) and request.user.is_authenticated and not request.path.startswith("/en/"):
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()


def _is_private(request: HttpRequest) -> bool:
    declared: access.Access | None = getattr(request, "access", None)
    return declared is not None and declared.kind in PRIVATE
