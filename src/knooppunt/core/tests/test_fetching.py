"""Reading given addresses: what is asked, what is refused, and how much is taken."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from knooppunt.core import fetching
from knooppunt.core.fetching import FetchRefused, Problem, fetch


class Pages(BaseHTTPRequestHandler):
    """A little site. ``asked`` keeps what came in."""

    asked: list[tuple[str, str, str]] = []

    def do_GET(self) -> None:
        Pages.asked.append((self.command, self.path, self.headers["Host"]))
        path = self.path.partition("?")[0]
        if path == "/weg":
            return self._answer(404)
        if path == "/verhuisd":
            return self._answer(301, Location="/hier")
        if path == "/rond":
            return self._answer(302, Location="/rond")
        if path == "/binnen":
            return self._answer(302, Location="http://intern.nl/geheim")
        if path == "/bestand":
            return self._answer(302, Location="file:///etc/passwd")
        if path == "/groot":
            return self._answer(200, b"x" * 5000)
        return self._answer(200, b"hallo")

    do_HEAD = do_GET

    def _answer(self, status: int, content: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


NAMES = {"site.nl": "127.0.0.1", "intern.nl": "10.0.0.8", "half.nl": "127.0.0.1"}


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """http://site.nl on a port of this machine; only that one counts as public."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(fetching, "PORTS", {"http": server.server_port, "https": 443})

    def addresses(host: str, port: int) -> list[str]:
        if host not in NAMES:
            raise FetchRefused(Problem.UNKNOWN_HOST)
        return [NAMES[host], *(["192.168.1.1"] if host == "half.nl" else [])]

    monkeypatch.setattr(fetching, "addresses_of", addresses)
    monkeypatch.setattr(fetching, "is_public", lambda address: address == "127.0.0.1")
    Pages.asked = []
    yield "http://site.nl"
    server.shutdown()
    server.server_close()


def problem(url: str, **options: Any) -> Problem:
    with pytest.raises(FetchRefused) as refused:
        fetch(url, **options)
    assert refused.value.sentence
    return refused.value.problem


def test_a_page_is_read_in_the_name_of_its_host(site: str) -> None:
    answer = fetch(f"{site}/pagina?q=één woord".replace(" ", "%20"))

    assert (answer.status, answer.content, answer.is_ok) == (200, b"hallo", True)
    assert Pages.asked == [("GET", "/pagina?q=%C3%A9%C3%A9n%20woord", "site.nl")]


def test_head_reads_no_content_and_an_error_is_an_answer(site: str) -> None:
    assert fetch(site, method="HEAD").content == b""
    assert fetch(f"{site}/weg").status == 404


def test_redirects_are_followed_but_not_inside_nor_for_ever(site: str) -> None:
    assert fetch(f"{site}/verhuisd").url == f"{site}/hier"
    assert problem(f"{site}/binnen") == Problem.PRIVATE
    assert problem(f"{site}/bestand") == Problem.ADDRESS
    assert problem(f"{site}/rond") == Problem.REDIRECTS


def test_one_private_address_behind_a_name_is_enough_to_refuse(site: str) -> None:
    assert problem("http://half.nl/") == Problem.PRIVATE
    assert problem("http://bestaatniet.nl/") == Problem.UNKNOWN_HOST


def test_too_much_is_not_taken(site: str) -> None:
    assert problem(f"{site}/groot", most_bytes=1000) == Problem.TOO_LARGE
    assert len(fetch(f"{site}/groot", most_bytes=5000).content) == 5000


def test_what_does_not_answer_in_time_is_slow(monkeypatch: pytest.MonkeyPatch, site: str) -> None:
    assert problem(site, most_seconds=0.0) == Problem.SLOW


@pytest.mark.parametrize(
    "url",
    [
        "", "javascript:alert(1)", "ftp://site.nl/", "file:///etc/passwd", "http://", "http://a:b@site.nl/",
        "http://site.nl:8080/", "http://site.nl:99999/", "http://[half", "http://site.nl/a b", "data:text/html,x",
    ],
)  # fmt: skip
def test_what_is_no_plain_web_address_is_not_asked(site: str, url: str) -> None:
    assert problem(url) == Problem.ADDRESS
    assert not Pages.asked


@pytest.mark.parametrize("url", ["http://voorbeeld.example/", "https://www.example.org/x", "http://localhost/"])
def test_reserved_names_are_never_asked(site: str, url: str) -> None:
    assert problem(url) == Problem.PRIVATE


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "2002:7f00:1::", "64:ff9b::a00:1",
        "ff02::1", "no address", "fe80::1%eth0", "::127.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b:1::7f00:1", "fec0::1",
        "3fff::1", "2001:0:0:0:0:0:80ff:fffe", "240.0.0.1",
    ],
)  # fmt: skip
def test_these_addresses_are_not_public(address: str) -> None:
    assert not fetching.is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_these_addresses_are_public(address: str) -> None:
    assert fetching.is_public(address)
