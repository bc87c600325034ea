"""What never reaches the log."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
import structlog
from django.conf import settings
from django.test import Client, RequestFactory
from django.utils.log import log_response
from django.utils.module_loading import import_string


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Log as in production; call it to get the lines so far."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    import_string(settings.LOGGING_CONFIG)({"level": "INFO"})
    stream = io.StringIO()
    handler = root.handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers, root.level = handlers, level


Logged = Callable[[], list[dict[str, Any]]]


def test_private_names_are_blanked(logged: Logged) -> None:
    structlog.get_logger("x").warning("sent", email="iemand@example.org", count=3)

    (line,) = logged()
    assert (line["email"], line["count"], line["event"]) == ("…", 3, "sent")


def test_traceback_keeps_the_place_and_drops_what_was_typed(logged: Logged) -> None:
    typed = "mevrouw Voorbeeld"
    try:
        raise ValueError(f"no number: {typed}")
    except ValueError:
        logging.getLogger("x").exception("failed")

    (line,) = logged()
    assert line["exception"][0]["exc_type"] == "ValueError"
    assert line["exception"][0]["frames"]
    assert typed not in json.dumps(line, ensure_ascii=False)


def test_address_of_a_failing_page_is_dropped(logged: Logged) -> None:
    from django.http import HttpResponse

    request = RequestFactory().get("/l/secret-token/")
    log_response("%s: %s", "Internal Server Error", request.path, response=HttpResponse(status=500), request=request)

    assert [line["event"] for line in logged()] == ["Django answered 500"]


def test_request_line_names_the_route_and_nobody(logged: Logged, client: Client) -> None:
    client.get("/robots.txt?zoek=geheim")

    (line,) = [line for line in logged() if line["event"] == "request"]
    assert (line["route"], line["status"], line["method"]) == ("robots-txt", 200, "GET")
    assert line.keys() == {"event", "route", "status", "method", "ms", "request_id", "level", "logger", "timestamp"}


def test_health_checks_that_go_well_are_not_worth_a_line(logged: Logged, client: Client) -> None:
    client.get("/healthz")

    assert logged() == []
