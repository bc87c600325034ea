"""What a running server sends along, and what it refuses."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from knooppunt.operations.tests.processes import Server, serving

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif("DATABASE_URL" in os.environ, reason="processes are tried once, on SQLite"),
]

PUBLIC, SIGN_IN = "/", "/inloggen/"


@pytest.fixture(scope="module")
def behind_tls(installation: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that stands behind a proxy with TLS."""
    own = shutil.copytree(installation, tmp_path_factory.mktemp("tls") / "data")
    with serving(own, KNOOPPUNT_TLS="1", KNOOPPUNT_TRUSTED_PROXIES="1", KNOOPPUNT_URL="https://localhost") as running:
        yield running


def cookies(headers: dict[str, str]) -> str:
    return headers.get("set-cookie", "")


@pytest.mark.parametrize("path", [PUBLIC, SIGN_IN, "/healthz", "/does-not-exist/"])
def test_every_answer_carries_the_security_headers(server: Server, path: str) -> None:
    _status, headers, _body = server.get(path)

    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-frame-options"] == "DENY"
    assert "camera=()" in headers["permissions-policy"]
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "strict-transport-security" not in headers
    assert "server" not in headers  # not even the name of what serves


def test_public_page_sets_no_cookie_and_may_be_cached(server: Server) -> None:
    status, headers, _body = server.get(PUBLIC, Cookie="session=abcdefghijklmnopqrstuvwxyz012345")

    assert status == 200
    assert not cookies(headers)
    assert headers["cache-control"].startswith("max-age=") or "public" in headers["cache-control"]
    assert "cookie" not in headers.get("vary", "").lower()
    assert headers["etag"]
    assert server.get(PUBLIC, If_None_Match=headers["etag"])[0] == 304


def test_made_up_session_cookie_does_not_make_a_public_page_send_one(server: Server) -> None:
    """Django would send a deletion, which a shared cache could hand to everybody."""
    assert not cookies(server.get(PUBLIC, Cookie="session=short")[1])


def test_page_with_a_form_is_not_stored(server: Server) -> None:
    status, headers, _body = server.get(SIGN_IN)

    assert status == 200
    assert "no-store" in headers["cache-control"]
    assert "HttpOnly" in cookies(headers)
    assert "SameSite=Lax" in cookies(headers)


def test_workplace_sends_strangers_to_the_sign_in_page_unstored(server: Server) -> None:
    status, headers, _body = server.get("/werkplek/")

    assert status == 302
    assert headers["location"].startswith(SIGN_IN)
    assert "no-store" in headers["cache-control"]


def test_behind_tls_cookies_are_bound_to_the_host_and_hsts_is_sent(behind_tls: Server) -> None:
    _status, headers, _body = behind_tls.get(SIGN_IN, X_Forwarded_Proto="https")

    assert "__Host-csrf=" in cookies(headers)
    assert "Secure" in cookies(headers)
    assert "Path=/" in cookies(headers)
    assert "Domain" not in cookies(headers)
    assert int(headers["strict-transport-security"].split("max-age=")[1].split(";")[0]) >= 31_536_000


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "PUT", "PROPFIND"])
def test_unknown_methods_are_refused(server: Server, method: str) -> None:
    status, headers, _body = server.request(method, PUBLIC)

    assert status == 405
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("charset", ["utf-7", "nonsense", "utf-16"])
def test_body_in_an_odd_charset_is_refused(server: Server, charset: str) -> None:
    kind = f"application/x-www-form-urlencoded; charset={charset}"

    assert server.request("POST", SIGN_IN, b"a=b", Content_Type=kind)[0] == 400


def test_unknown_host_is_refused(server: Server) -> None:
    assert server.get(PUBLIC, Host="elsewhere.example")[0] == 400


def test_refused_requests_stand_in_the_log_without_traceback(server: Server) -> None:
    server.get(PUBLIC, Host="elsewhere.example")

    assert not [line for line in server.lines() if line.get("exception")]
    assert "elsewhere.example" not in server.log.read_text(encoding="utf-8")
