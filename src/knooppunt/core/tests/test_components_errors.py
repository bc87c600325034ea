"""Error pages are calm, say what to do, come in the form that was asked for, and tell nothing they should not."""

import json
from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation

from knooppunt.core import navigation
from knooppunt.core.views import errors

pytestmark = pytest.mark.urls("knooppunt.core.tests.urls_components")


@pytest.fixture(autouse=True)
def _without_menus(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(navigation, "_items", [])
    with translation.override("nl"):
        yield


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


def ask(path: str = "/werkplek/plan/", **headers: str) -> HttpRequest:
    return RequestFactory().get(path, headers=headers)


@pytest.mark.parametrize("status", sorted(errors.TROUBLES))
def test_each_error_is_a_page_with_one_heading_and_a_way_on(status: int) -> None:
    response = errors.error_response(ask(), status)

    page = response.content.decode()
    assert response.status_code == status
    assert response["Cache-Control"] == "no-store"
    assert page.count("<h1>") == 1
    assert f"<h1>{errors.TROUBLES[status].heading}</h1>" in page
    assert 'href="/werkplek/"' in page
    assert f"Foutcode {status}." in page
    assert '<html lang="nl">' in page


def test_a_page_that_does_not_exist(visitor: Client) -> None:
    response = visitor.get("/nergens/")

    assert response.status_code == 404
    assert "Hier loopt de lijn even niet door" in response.content.decode()
    assert 'href="/werkplek/"' not in response.content.decode()


def test_a_page_that_is_refused(visitor: Client) -> None:
    response = visitor.get("/refused/")

    assert response.status_code == 403
    assert "Deze pagina staat niet voor je open" in response.content.decode()


def test_a_request_we_do_not_understand_does_not_repeat_what_was_typed(visitor: Client) -> None:
    response = visitor.get("/werkplek/odd/")

    assert response.status_code == 400
    assert "what somebody typed" not in response.content.decode()


def test_a_crash_shows_a_page_without_database_and_without_its_secret(visitor: Client) -> None:
    response = visitor.get("/broken/")  # this test has no database: asking it would fail

    page = response.content.decode()
    assert response.status_code == 500
    assert "Er ging iets mis bij ons" in page
    assert "secret" not in page
    assert "site-header" not in page


def test_when_the_error_page_itself_breaks_a_bare_page_goes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_kwargs: object) -> str:
        raise RuntimeError

    monkeypatch.setattr(errors, "render_to_string", fail)

    response = errors.server_error(ask())

    assert response.status_code == 500
    assert response.content.decode() == errors.BARE_PAGE


def test_htmx_gets_a_notice_on_top_of_the_page() -> None:
    response = errors.permission_denied(ask(**{"HX-Request": "true"}))

    assert response.status_code == 403
    assert response["HX-Retarget"] == "#berichten"
    assert response.content.decode().lstrip().startswith('<div class="notice notice--error">')
    assert "<html" not in response.content.decode()


def test_machines_get_a_problem_document() -> None:
    response = errors.page_not_found(ask(Accept="application/json"))

    assert response["Content-Type"] == "application/problem+json"
    assert json.loads(response.content) == {
        "type": "about:blank",
        "title": "Hier loopt de lijn even niet door",
        "status": 404,
        "detail": "We kunnen deze pagina niet vinden. Misschien is hij verplaatst. Dat ligt niet aan jou.",
    }


def test_a_browser_that_also_takes_json_gets_a_page() -> None:
    assert "<h1>" in errors.page_not_found(ask(Accept="text/html,application/json")).content.decode()


@pytest.mark.parametrize(
    ("seconds", "words"), [(1, "1 minuut"), (60, "1 minuut"), (61, "2 minuten"), (3600, "60 minuten")]
)
def test_too_many_requests_says_how_long_to_wait(seconds: int, words: str) -> None:
    response = errors.too_many_requests(ask(), seconds)

    assert response.status_code == 429
    assert response["Retry-After"] == str(seconds)
    assert f"Wacht {words} en probeer het opnieuw." in response.content.decode()


def test_a_method_that_is_not_allowed_names_those_that_are() -> None:
    response = errors.method_not_allowed(ask(), ["GET", "HEAD"])

    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"


def test_a_form_that_stood_open_too_long_says_what_to_do_with_the_text() -> None:
    response = errors.csrf_failure(RequestFactory().post("/werkplek/plan/"), reason="CSRF cookie not set.")

    page = response.content.decode()
    assert response.status_code == 403
    assert "Dit formulier stond te lang open" in page
    assert "CSRF" not in page


def test_trying_again_is_offered_for_what_was_asked_and_not_for_what_was_sent() -> None:
    def offered(response: HttpResponse) -> bool:
        return "Probeer opnieuw</a>" in response.content.decode()

    assert offered(errors.error_response(ask(), 503))
    assert not offered(errors.error_response(RequestFactory().post("/x/"), 503))
    assert not offered(errors.error_response(ask(), 404))


def test_an_error_page_looks_at_neither_session_nor_user() -> None:
    request = ask()

    assert not hasattr(request, "session")
    assert not hasattr(request, "user")
    assert errors.page_not_found(request).status_code == 404
