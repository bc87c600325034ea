"""One line in the log for every request: what was asked, how it ended, how long it took. Nothing about who asked.

The route's *name* stands in it, never the address: addresses hold tokens, slugs of persons and what was searched for.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponseBase

log = structlog.get_logger("knooppunt.request")

# Asked every few seconds by machines: only worth a line when something is wrong.
QUIET_ROUTES = frozenset({"healthz", "readyz"})


class RequestLog:
    """Outermost middleware. Binds ``request_id`` to every log line that this request causes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request_id = uuid.uuid4().hex[:16]
        request.request_id = request_id  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        began = time.perf_counter()
        response = self.get_response(request)
        self._write(request, response, (time.perf_counter() - began) * 1000)
        return response

    @staticmethod
    def _write(request: HttpRequest, response: HttpResponseBase, milliseconds: float) -> None:
        match = request.resolver_match
        route = match.view_name if match else ""
        if route in QUIET_ROUTES and response.status_code == 200:
            return
        level = log.error if response.status_code >= 500 else log.info
        level(
            "request",
            method=request.method if request.method and len(request.method) <= 10 else "?",
            route=route or "-",
            status=response.status_code,
            ms=round(milliseconds, 1),
        )
