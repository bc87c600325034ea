"""Public pages that are given again: only while nothing changed, only public ones, and never with something of a visitor."""

from __future__ import annotations

import gzip
import threading

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from knooppunt.network.models import Hub

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def client(settings: Settings) -> Client:
    names = [name for name in settings.MIDDLEWARE if not name.endswith("PublicPages")]
    settings.MIDDLEWARE = ["knooppunt.core.public_cache.PublicPages", *names]
    return Client()


def a_hub(name: str) -> Hub:
    return Hub.objects.create(slug="voorbeeld", name=name, short_name=name)


def test_who_asks_for_the_head_only_gets_the_headers_of_the_page(client: Client) -> None:
    page, head = client.get("/over/"), client.head("/over/")

    names = ("ETag", "Cache-Control", "Content-Length", "Content-Type")
    assert [head[name] for name in names] == [page[name] for name in names]
    assert (head.status_code, head.content) == (200, b"")


def test_a_page_is_made_once_and_then_costs_one_question(client: Client) -> None:
    a_hub("Knooppunt Voorbeeld")
    first = [client.get("/knooppunten/voorbeeld/") for _ in range(2)][-1]

    for _ in range(20):  # another worker's commit, in its own database of the same server, counts as a change too
        with CaptureQueriesContext(connection) as asked:
            again = client.get("/knooppunten/voorbeeld/")
        if len(asked) <= 1:
            break

    assert again.content == first.content
    assert again["ETag"] == first["ETag"]
    assert len(asked) <= 1


def test_a_browser_asks_each_time_and_gets_nothing_twice(client: Client) -> None:
    a_hub("Knooppunt Voorbeeld")
    for _ in range(2):
        first = client.get("/knooppunten/voorbeeld/")

    assert first["Cache-Control"] == "public, max-age=0, must-revalidate"
    again = client.get("/knooppunten/voorbeeld/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_change_is_seen_at_once(client: Client) -> None:
    hub = a_hub("Oude naam")
    for _ in range(3):
        client.get("/knooppunten/voorbeeld/")

    Hub.objects.filter(pk=hub.pk).update(name="Nieuwe naam", short_name="Nieuwe naam")

    assert "Nieuwe naam" in client.get("/knooppunten/voorbeeld/").content.decode()


def test_a_change_by_another_connection_is_seen_at_once(client: Client) -> None:
    hub = a_hub("Oude naam")
    for _ in range(3):
        client.get("/knooppunten/voorbeeld/")

    def change() -> None:
        Hub.objects.filter(pk=hub.pk).update(name="Nieuwe naam", short_name="Nieuwe naam")
        connection.close()

    other = threading.Thread(target=change)
    other.start()
    other.join()

    assert "Nieuwe naam" in client.get("/knooppunten/voorbeeld/").content.decode()


def test_languages_and_searches_are_pages_of_their_own(client: Client) -> None:
    a_hub("Knooppunt Voorbeeld")
    for _ in range(3):
        pages = {path: client.get(path).content for path in ("/", "/en/", "/knooppunten/", "/knooppunten/?q=Almere")}

    assert len(set(pages.values())) == 4
    assert b'lang="en"' in pages["/en/"]


def test_a_kept_page_still_carries_the_headers_and_answers_not_modified(client: Client) -> None:
    for _ in range(3):
        kept = client.get("/")

    assert "script-src 'self'" in kept["Content-Security-Policy"]
    assert "public" in kept["Cache-Control"]
    assert client.get("/", headers={"If-None-Match": kept["ETag"]}).status_code == 304
    assert not kept.cookies


def test_private_pages_and_health_checks_are_never_kept(client: Client) -> None:
    for _ in range(3):
        sent_away = client.get("/werkplek/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/healthz")

    assert sent_away.status_code == 302
    assert len(asked) == 0
    assert settings.LOGIN_URL in sent_away["Location"]


def test_a_page_travels_compressed_when_the_browser_can_read_that(client: Client) -> None:
    accepts = {"Accept-Encoding": "gzip, br"}
    for _ in range(3):  # the first time, made for the shelf, and from the shelf
        plain, small = client.get("/"), client.get("/", headers=accepts)

        assert gzip.decompress(small.content) == plain.content
        assert len(small.content) * 3 < len(plain.content)
        assert small["Content-Length"] == str(len(small.content))
        assert "Accept-Encoding" in small["Vary"]
        assert "Content-Encoding" not in plain
    assert client.get("/", headers={**accepts, "If-None-Match": small["ETag"]}).status_code == 304


def test_pages_with_something_of_the_visitor_travel_as_they_are(client: Client) -> None:
    """Their compressed size would tell about the secret of the form to who can put words beside it."""
    answer = client.get("/inloggen/", headers={"Accept-Encoding": "gzip"})

    assert answer.status_code == 200
    assert "Content-Encoding" not in answer


def test_a_kept_page_carries_the_headers_of_a_page_that_is_made(client: Client) -> None:
    a_hub("Knooppunt Voorbeeld")
    answers = [client.get("/knooppunten/voorbeeld/") for _ in range(3)]

    assert dict(answers[2].items()) == dict(answers[0].items())
    assert {"Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy"} <= {
        *answers[2].headers
    }


def test_an_unknown_host_gets_no_kept_page(client: Client) -> None:
    a_hub("Knooppunt Voorbeeld")
    for _ in range(2):
        client.get("/knooppunten/voorbeeld/")

    answer = client.get("/knooppunten/voorbeeld/", headers={"Host": "elders.example"})
    assert answer.status_code == 400
    assert "Content-Security-Policy" in answer.headers
