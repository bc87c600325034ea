"""Public pages are kept, ready made, until anything at all changes in the database.

A public page depends on its address, its language (which is in the address), the day and the data: never on who asks
(``core.access`` sees to that). So a ready page may be given again as long as the database says that nothing was committed
since it was made. Asking that costs one small question and no rendering. Each thread keeps its own pages, because SQLite
answers the question per connection; another machine asks its own connection, so none can serve what is no longer true.

Such pages travel compressed. As they hold nothing of who asks, their size gives no secret away.
"""

from __future__ import annotations

import gzip
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import DisallowedHost
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.http import ConditionalGetMiddleware
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from knooppunt.core import access
from knooppunt.core.registries import Registry

MOST_PAGES = 100  # per thread; a page is some 20 kB
MOST_PATHS = 2000
MOST_BYTES = 100_000
LEAST_TO_SQUEEZE = 1000  # bytes; below that compressing gains nothing
SQUEEZED_TYPES = ("text/", "application/json", "application/ld+json", "application/xml", "application/atom+xml")
# All other headers are kept: those of the page, and those of middlewares that say the same on every page.
OF_ONE_ANSWER = frozenset({"Content-Encoding", "Date"})


# What pages depend on besides the database: an app registers a cheap function whose value differs after every change.
states: Registry[Callable[[], object]] = Registry("states that public pages depend on")


# Told of every public answer to a GET, made or kept: (request, answer). Must be quick and never raise.
given: Registry[Callable[[HttpRequest, HttpResponseBase], None]] = Registry("who is told of public pages")


@dataclass(frozen=True)
class Page:
    """An answer that can be given again."""

    content: bytes
    squeezed: bytes  # the same, compressed; empty when that is not worth it
    headers: dict[str, str]
    declared: access.Access
    match: Any


@dataclass
class Shelf:
    """The pages of one thread, all made at the same state of the database."""

    link: object = None  # the connection that gave the state: another connection counts from another beginning
    state: object = None
    pages: OrderedDict[tuple[str, ...], Page] = field(default_factory=OrderedDict)


class PublicPages:
    """Give a public page from the shelf, or make it and put it there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.threads = threading.local()
        # Addresses that turned out to be public. Others (health checks, the workspace) are not worth a question.
        self.public: set[str] = set()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method != "GET" or request.headers.get("HX-Request"):
            return self.get_response(request)
        response = self._page(request)
        for tell in given:
            tell(request, response)
        return response

    def _page(self, request: HttpRequest) -> HttpResponseBase:
        shelf = self._shelf()
        if request.path not in self.public:
            response = self.get_response(request)
            declared: access.Access | None = getattr(request, "access", None)
            is_page = declared is not None and declared.is_public and response.status_code == 200
            if is_page and len(self.public) < MOST_PATHS:
                self.public.add(request.path)
            return _small(request, response) if is_page else response
        return self._from(shelf, request)

    def _from(self, shelf: Shelf, request: HttpRequest) -> HttpResponseBase:
        _empty_when_changed(shelf)
        try:
            host = request.get_host()
        except DisallowedHost:  # refused further in, where refusals get their headers
            return self.get_response(request)
        key = (host, request.scheme or "", request.get_full_path(), timezone.localdate().isoformat())
        page = shelf.pages.get(key)
        if page is not None:
            shelf.pages.move_to_end(key)
            return _again(request, page)
        response = self.get_response(request)
        declared: access.Access | None = getattr(request, "access", None)
        if declared is not None and declared.is_public and isinstance(response, HttpResponse):
            return _small(request, response, _keep(shelf, key, request, response, declared))
        return response

    def _shelf(self) -> Shelf:
        """This thread's shelf."""
        shelf: Shelf | None = getattr(self.threads, "shelf", None)
        if shelf is None:
            shelf = self.threads.shelf = Shelf()
        return shelf


def _empty_when_changed(shelf: Shelf) -> None:
    """Empty the shelf when anything was committed since it was filled. Asked *before* a page is made: a change in between
    then leaves a page under an older state, which the next question throws away."""
    state = (state_of_database(), *(one() for one in states))
    if shelf.link is not connection.connection or shelf.state != state:
        shelf.link, shelf.state = connection.connection, state
        shelf.pages.clear()


def state_of_database() -> object:
    """A value that differs after every commit, by this connection or another. Compare it within one connection only.

    Within a transaction it always differs: what that wrote itself, or takes back again, cannot be told from nothing.
    """
    state = _state_of_database()  # asked in any case, so that a page costs as many questions in a test as in life
    return object() if connection.in_atomic_block else state


def _state_of_database() -> object:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA data_version")  # counts commits of other connections
            return cursor.fetchone()[0], connection.connection.total_changes  # and our own
        # What this connection may see: it differs as soon as a commit becomes visible. (A position in the log would not do:
        # that is written before the commit can be seen.) A read-only replica answers it too.
        cursor.execute("SELECT pg_current_snapshot()::text")
        return cursor.fetchone()[0]


def _keep(
    shelf: Shelf, key: tuple[str, ...], request: HttpRequest, response: HttpResponse, declared: access.Access
) -> bytes | None:
    """Put it on the shelf; gives the page compressed, or ``None`` when it is not kept."""
    if response.status_code != 200 or len(response.content) > MOST_BYTES or response.cookies:
        return None
    headers = {name: value for name, value in response.items() if name not in OF_ONE_ANSWER}
    squeezed = _squeezed(response)
    shelf.pages[key] = Page(response.content, squeezed, headers, declared, request.resolver_match)
    if len(shelf.pages) > MOST_PAGES:
        shelf.pages.popitem(last=False)
    return squeezed


def _again(request: HttpRequest, page: Page) -> HttpResponseBase:
    request.access = page.declared  # type: ignore[attr-defined]
    request.resolver_match = page.match
    response = HttpResponse(page.content, headers=page.headers)
    if page.squeezed:
        _offer(request, response, page.squeezed)
    return ConditionalGetMiddleware(lambda _request: response)(request)  # type: ignore[return-value]


def _small(request: HttpRequest, response: HttpResponseBase, squeezed: bytes | None = None) -> HttpResponseBase:
    """A page that was made just now, compressed for who can read that (``squeezed`` when that was done already)."""
    if isinstance(response, HttpResponse) and response.status_code == 200:
        squeezed = _squeezed(response) if squeezed is None else squeezed
        if squeezed:
            _offer(request, response, squeezed)
    return response


def _squeezed(response: HttpResponse) -> bytes:
    is_text = response.get("Content-Type", "").startswith(SQUEEZED_TYPES) and "Content-Encoding" not in response
    return gzip.compress(response.content, 5, mtime=0) if is_text and len(response.content) > LEAST_TO_SQUEEZE else b""


def _offer(request: HttpRequest, response: HttpResponse, squeezed: bytes) -> None:
    """Put the compressed content in the answer when the request accepts it."""
    patch_vary_headers(response, ["Accept-Encoding"])
    if "gzip" not in request.headers.get("Accept-Encoding", "") or response.status_code != 200:
        return
    response.content = squeezed
    response["Content-Encoding"], response["Content-Length"] = "gzip", str(len(squeezed))
    if response.get("ETag", "").startswith('"'):
        response["ETag"] = f"W/{response['ETag']}"  # other bytes, the same page
