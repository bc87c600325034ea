"""The addresses for machines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError
from django.test import Client

from knooppunt.core.registries import Health, health_checks
from knooppunt.operations import health, migrations_state
from knooppunt.operations.views import security_txt_expires


@pytest.fixture
def well(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The background work has just been round."""
    monkeypatch.setattr(health, "seconds_since_beat", lambda _name: 1.0)
    migrations_state.forget()
    yield
    migrations_state.forget()


@pytest.fixture
def extra_check() -> Iterator[list[Health | Exception]]:
    """A check of another app; put in the list what it should answer."""
    answers: list[Health | Exception] = []

    def check() -> Health:
        answer = answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    health_checks.register("extra", check)
    yield answers
    health_checks.unregister("extra")


def test_healthz_answers_without_the_database(client: Client) -> None:
    # No database mark: a query would fail this test.
    response = client.get("/healthz")

    assert response.status_code == 200
    assert response.json() == {"status": "ok"}
    assert response["Cache-Control"] == "no-store"


@pytest.mark.django_db
@pytest.mark.usefixtures("well")
def test_readyz_names_every_check(client: Client) -> None:
    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json()["status"] == "ok"
    assert {"database", "migrations", "background"} <= response.json()["checks"].keys()


@pytest.mark.django_db
@pytest.mark.usefixtures("well")
@pytest.mark.parametrize(
    "trouble",
    [Health(ok=False, detail="host db-7 refused"), OperationalError("host db-7 refused"), RuntimeError("db-7")],
)
def test_readyz_says_which_check_fails_and_keeps_the_reason_to_itself(
    client: Client, extra_check: list[Health | Exception], trouble: Health | Exception
) -> None:
    extra_check.append(trouble)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["checks"]["extra"] is False
    assert response.json()["checks"]["database"] is True
    assert b"db-7" not in response.content


@pytest.mark.parametrize(("seconds", "ok"), [(None, False), (5.0, True), (61.0, False)])
def test_background_is_well_when_it_was_round_lately(
    monkeypatch: pytest.MonkeyPatch, seconds: float | None, ok: bool
) -> None:
    monkeypatch.setattr(health, "seconds_since_beat", lambda _name: seconds)

    assert health.check_background().ok is ok


def test_security_txt_never_expires_and_never_lies_a_year_ahead() -> None:
    for day in range(0, 800, 3):
        now = datetime(2026, 1, 31, 23, 59, tzinfo=UTC) + timedelta(days=day)
        assert timedelta(days=30) < security_txt_expires(now) - now < timedelta(days=365)


def test_security_txt_has_what_the_standard_asks(client: Client) -> None:
    response = client.get("/.well-known/security.txt")

    lines = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert lines.keys() == {"Contact", "Expires", "Preferred-Languages", "Canonical"}
    assert response["Content-Type"] == "text/plain; charset=utf-8"


def test_robots_may_read_public_pages_but_no_demo(client: Client, settings: object) -> None:
    settings.DEMO = False  # type: ignore[attr-defined]
    real = client.get("/robots.txt").content.decode()
    settings.DEMO = True  # type: ignore[attr-defined]
    demo = client.get("/robots.txt").content.decode()

    assert "Disallow: /werkplek/" in real
    assert "Disallow: /\n" not in real
    assert "Disallow: /\n" in demo


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/robots.txt", "/.well-known/security.txt"])
def test_machines_only_read(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
