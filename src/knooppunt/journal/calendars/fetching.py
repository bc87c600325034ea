"""Getting the bytes of a calendar: only from public addresses, only so many, only so long.

The name is resolved once and we connect to that very address (checked, so that a name cannot mean something else the
second time); every redirect is checked in the same way. A clock cuts the connection when time is over, whatever the
server drips.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

from knooppunt.core.fetching import is_public
from knooppunt.journal.calendars.model import CalendarProblem, Code

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_GONE, _CLOSED = frozenset({404, 410}), frozenset({401, 403, 407})
_CHUNK = 64 * 1024
_AGENT = "Knooppunt calendar reader"


@dataclass(frozen=True)
class Limits:
    """How much of a calendar we take. ``may_connect`` is only ever replaced by tests."""

    max_bytes: int = 5 * 2**20
    seconds: float = 20.0
    redirects: int = 5
    may_connect: Callable[[str], bool] = is_public


@dataclass(frozen=True)
class Fetched:
    """What the server gave; ``None`` when it is what we had (the entity tag still holds)."""

    data: bytes | None
    entity_tag: str = ""


def checked_address(text: str) -> str:
    """``text`` as an address to read (``webcal`` means ``https``). Raises ``CalendarProblem``."""
    typed = text.strip()
    if typed.lower().startswith(("webcal://", "webcals://")):
        typed = "https://" + typed.partition("://")[2]
    try:
        parts = urlsplit(typed)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise CalendarProblem("address") from error
    bad = any(ord(c) <= 32 or ord(c) == 127 for c in typed)
    if parts.scheme not in {"http", "https"} or not host or bad or port == 0 or parts.username or parts.password:
        raise CalendarProblem("address")
    return typed


def fetch(address: str, *, entity_tag: str = "", limits: Limits) -> Fetched:
    """The calendar at ``address``. Raises ``CalendarProblem``."""
    clock = _Clock(limits.seconds)
    try:
        url = checked_address(address)
        for _hop in range(limits.redirects + 1):
            answer = _ask(url, entity_tag, limits, clock)
            if isinstance(answer, Fetched):
                return answer
            before, url = url, checked_address(urljoin(url, answer))
            if before.startswith("https:") and not url.startswith("https:"):
                raise CalendarProblem("unsafe-redirect")
        raise CalendarProblem("redirects")
    except (OSError, http.client.HTTPException) as error:
        raise CalendarProblem("slow" if clock.is_over else "unreachable") from error
    finally:
        clock.stop()


class _Clock:
    """Cuts the connection when time is over; also through a server that drips a byte at a time."""

    def __init__(self, seconds: float) -> None:
        self._lock = threading.Lock()
        self._connection: socket.socket | None = None
        self.is_over = False
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._timer.start()

    def watch(self, connection: socket.socket) -> None:
        """Cut this one from now on."""
        with self._lock:
            self._connection = connection
            over = self.is_over
        if over:
            raise TimeoutError

    def stop(self) -> None:
        """No need any more."""
        self._timer.cancel()

    def _cut(self) -> None:
        with self._lock:
            self.is_over = True
            if self._connection is not None:
                with contextlib.suppress(OSError):
                    self._connection.shutdown(socket.SHUT_RDWR)


def _ask(url: str, entity_tag: str, limits: Limits, clock: _Clock) -> Fetched | str:
    """One request: the calendar, or the address that we are sent on to."""
    parts = urlsplit(url)
    connection = _connect(parts, limits, clock)
    try:
        headers = {"User-Agent": _AGENT, "Accept": "text/calendar, */*;q=0.1", "Accept-Encoding": "identity"}
        if entity_tag:
            headers["If-None-Match"] = entity_tag
        connection.request("GET", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), headers=headers)
        response = connection.getresponse()
        if response.status in _REDIRECTS:
            return response.headers.get("Location", "")
        if response.status == 304 and entity_tag:
            return Fetched(None, entity_tag)
        if response.status != 200:
            code: Code = "gone" if response.status in _GONE else "closed" if response.status in _CLOSED else "answer"
            raise CalendarProblem(code)
        if response.headers.get("Content-Encoding", "identity").lower() not in {"identity", ""}:
            raise CalendarProblem("answer")
        data = _body(response, limits.max_bytes)
        if clock.is_over:  # cut in the middle reads like an end
            raise CalendarProblem("slow")
        return Fetched(data, response.headers.get("ETag", "")[:200])
    finally:
        connection.close()


def _body(response: http.client.HTTPResponse, most: int) -> bytes:
    if (response.length or 0) > most:
        raise CalendarProblem("big")
    found = bytearray()
    while chunk := response.read1(_CHUNK):
        found += chunk
        if len(found) > most:
            raise CalendarProblem("big")
    if response.length:  # promised more than came
        raise http.client.IncompleteRead(bytes(found), response.length)
    return bytes(found)


def _connect(parts: SplitResult, limits: Limits, clock: _Clock) -> http.client.HTTPConnection:
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    raw = _open(_resolve(host, port, limits), port, limits, clock)
    try:
        if parts.scheme == "https":
            raw = ssl.create_default_context().wrap_socket(raw, server_hostname=host)
            clock.watch(raw)
    except BaseException:
        raw.close()
        raise
    connection = http.client.HTTPConnection(host, port)
    connection.sock = raw  # already connected, so http.client resolves nothing itself
    connection.auto_open = 0
    return connection


def _resolve(host: str, port: int, limits: Limits) -> list[str]:
    """The addresses of a name, all of them allowed. Raises ``CalendarProblem``."""
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise CalendarProblem("not-found") from error
    found = list(dict.fromkeys(str(answer[4][0]) for answer in answers))
    if not found or not all(limits.may_connect(one) for one in found):
        raise CalendarProblem("not-public")
    return found


def _open(addresses: list[str], port: int, limits: Limits, clock: _Clock) -> socket.socket:
    for number, address in enumerate(addresses[:3], 1):
        try:
            connection = socket.create_connection((address, port), timeout=min(10.0, limits.seconds))
        except OSError:
            if number == len(addresses[:3]):
                raise
            continue
        clock.watch(connection)
        return connection
    raise CalendarProblem("not-found")
