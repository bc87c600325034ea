"""Reading a web address that somebody gave us, without letting it look into our own house.

Whoever gives the address decides what is asked: so every hop is resolved by us, every address behind the name must be a
public one, and the connection goes to exactly that address (a name that answers differently a moment later gains
nothing). Only http and https on their usual ports, a few redirects, a limited number of bytes and seconds. No cookies,
no sign-in data, no proxy of the environment.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MOST_BYTES = 2 * 2**20
MOST_SECONDS = 15.0  # for everything together
MOST_HOPS = 5
PORTS = {"http": 80, "https": 443}
# Names that never lead anywhere (RFC 2606, RFC 6761): examples are full of them.
RESERVED = ("example", "test", "invalid", "localhost", "local", "internal", "example.com", "example.org", "example.net")
_REDIRECTS = {301, 302, 303, 307, 308}
_HOST_LENGTH = 253


class Problem(StrEnum):
    """Why an address gave no answer."""

    ADDRESS = "address"  # not a web address we ask
    PRIVATE = "private"  # inside a private network, or a name that is reserved
    UNKNOWN_HOST = "unknown-host"
    UNREACHABLE = "unreachable"  # no connection, or it broke
    SLOW = "slow"
    CERTIFICATE = "certificate"
    TOO_LARGE = "too-large"
    REDIRECTS = "redirects"
    PROTOCOL = "protocol"  # something answers, but not as a web server


SENTENCES: dict[Problem, str | Promise] = {
    Problem.ADDRESS: _("This is not a web address that we can open."),
    Problem.PRIVATE: _("This address lies inside a private network, or is only an example."),
    Problem.UNKNOWN_HOST: _("There is no site with this name."),
    Problem.UNREACHABLE: _("This site does not answer."),
    Problem.SLOW: _("This site takes too long to answer."),
    Problem.CERTIFICATE: _("The certificate of this site is not in order."),
    Problem.TOO_LARGE: _("What stands here is too large."),
    Problem.REDIRECTS: _("This address sends us on and on."),
    Problem.PROTOCOL: _("This site gives an answer that we do not understand."),
}


class FetchRefused(Exception):
    """There is no answer; ``problem`` says why, ``sentence`` says it to a person."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem

    @property
    def sentence(self) -> str:
        """What is wrong, for a person."""
        return str(SENTENCES[self.problem])


@dataclass(frozen=True)
class Fetched:
    """An answer, whatever its status. ``url`` is where the redirects ended."""

    url: str
    status: int
    headers: Mapping[str, str]
    content: bytes = b""
    hops: list[str] = field(default_factory=list)

    @property
    def is_ok(self) -> bool:
        """Whether the page is there."""
        return 200 <= self.status < 300


def fetch(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    most_bytes: int = MOST_BYTES,
    most_seconds: float = MOST_SECONDS,
) -> Fetched:
    """Ask ``url`` and follow a few redirects. An answer with an error status is an answer (``status``).

    ``headers`` are sent along ("If-None-Match", "Accept"). With ``method="HEAD"`` no content is read. Raises
    ``FetchRefused``.
    """
    ends, hops = time.monotonic() + most_seconds, [url]
    while True:
        answer = _ask(hops[-1], method, dict(headers or {}), most_bytes, ends)
        target = answer.headers.get("location", "")
        if answer.status not in _REDIRECTS or not target:
            return Fetched(hops[-1], answer.status, answer.headers, answer.content, hops)
        if len(hops) > MOST_HOPS:
            raise FetchRefused(Problem.REDIRECTS)
        try:
            hops.append(urljoin(hops[-1], target))
        except ValueError as error:
            raise FetchRefused(Problem.ADDRESS) from error


def is_reserved(host: str) -> bool:
    """Whether a name can never be a real site (``voorbeeld.example``)."""
    host = host.rstrip(".").lower()
    return any(host == name or host.endswith(f".{name}") for name in RESERVED)


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open internet: not private, loopback, link-local, multicast or reserved.

    IPv6 addresses that carry an IPv4 one inside (mapped, 6to4, Teredo, NAT64) are judged by that one too.
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
        carried = (found.ipv4_mapped, found.sixtofour, *(found.teredo or ()))
        if not all(is_public(str(one)) for one in carried if one is not None):
            return False
        if found.ipv4_mapped is not None:
            return True
        if found.is_site_local or any(found in network for network in _NOT_THE_INTERNET):
            return False
    return found.is_global and not (found.is_multicast or found.is_reserved)


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# Translation inside a network (RFC 8215), and documentation: Python's own lists are older.
_NOT_THE_INTERNET = [ipaddress.IPv6Network(one) for one in ("64:ff9b:1::/48", "3fff::/20")]


def addresses_of(host: str, port: int) -> list[str]:
    """The addresses behind a name. Raises ``FetchRefused`` when there are none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchRefused(Problem.UNKNOWN_HOST) from error
    return list(dict.fromkeys(str(row[4][0]) for row in found))


def _ask(url: str, method: str, headers: dict[str, str], most_bytes: int, ends: float) -> Fetched:
    scheme, host, port, target = _parts(url)
    addresses = addresses_of(host, port)
    if not addresses or not all(is_public(address) for address in addresses):
        raise FetchRefused(Problem.PRIVATE)
    connection = _Pinned(host, port, address=addresses[0], secure=scheme == "https", seconds=_left(ends))
    # Each single read has its time, but a header that comes drop by drop would get it again and again.
    watch = threading.Timer(_left(ends), connection.cut)
    watch.start()
    try:
        sent = {"User-Agent": _user_agent(), "Accept": "*/*", **headers, "Accept-Encoding": "identity"}
        connection.request(method, target, headers=sent)
        answer = connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        content = b"" if method == "HEAD" else _read(answer, connection, most_bytes, ends)
        return Fetched(url, answer.status, found, content)
    except (OSError, http.client.HTTPException, ValueError) as error:
        is_late = connection.is_cut or time.monotonic() >= ends
        raise FetchRefused(Problem.SLOW if is_late else _problem_of(error)) from error
    finally:
        watch.cancel()
        connection.close()


def _problem_of(error: Exception) -> Problem:
    if isinstance(error, ssl.SSLError):  # also a name that the certificate does not bear
        return Problem.CERTIFICATE
    if isinstance(error, TimeoutError):
        return Problem.SLOW
    return Problem.UNREACHABLE if isinstance(error, OSError) else Problem.PROTOCOL


def _parts(url: str) -> tuple[str, str, int, str]:
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").encode("idna").decode("ascii"), parts.port
    except (ValueError, UnicodeError) as error:
        raise FetchRefused(Problem.ADDRESS) from error
    if parts.scheme not in PORTS or not host or len(host) > _HOST_LENGTH or parts.username or parts.password:
        raise FetchRefused(Problem.ADDRESS)
    if port is not None and port not in PORTS.values():
        raise FetchRefused(Problem.ADDRESS)
    if is_reserved(host):
        raise FetchRefused(Problem.PRIVATE)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if any(ord(character) < 33 or ord(character) == 127 for character in target):
        raise FetchRefused(Problem.ADDRESS)
    return parts.scheme, host, port or PORTS[parts.scheme], _ascii(target)


def _ascii(target: str) -> str:
    return "".join(
        one if ord(one) < 128 else "".join(f"%{byte:02X}" for byte in one.encode("utf-8", "replace")) for one in target
    )


def _read(answer: http.client.HTTPResponse, connection: _Pinned, most_bytes: int, ends: float) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        if connection.sock is not None:
            connection.sock.settimeout(_left(ends))
        part = answer.read1(65_536)
        if not part:
            return b"".join(parts)
        size += len(part)
        if size > most_bytes:
            raise FetchRefused(Problem.TOO_LARGE)
        parts.append(part)
        _left(ends)  # drop by drop is slow too


def _left(ends: float) -> float:
    left = ends - time.monotonic()
    if left <= 0:
        raise FetchRefused(Problem.SLOW)
    return left


def _user_agent() -> str:
    return f"Knooppunt (+{settings.SITE_URL})"


class _Pinned(http.client.HTTPConnection):
    """A connection to one address that was looked at, in the name of its host (certificate and Host header)."""

    def __init__(self, host: str, port: int, *, address: str, secure: bool, seconds: float) -> None:
        super().__init__(host, port, timeout=seconds)
        self.default_port = port if port in PORTS.values() else 80
        self.address, self.secure = address, secure
        self.is_cut = False

    def cut(self) -> None:
        """End it from another thread: whatever waits for it raises."""
        self.is_cut = True
        if self.sock is not None:
            with contextlib.suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), self.timeout)
        if self.secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)
