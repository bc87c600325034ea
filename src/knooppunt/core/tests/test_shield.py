"""What every request passes: odd letters are mended before anything reads them."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from knooppunt.core import middleware


@pytest.mark.parametrize("query", ["q=a%00b", "q=a\x00b", "q=a%0%000b"])
def test_nul_in_an_address_is_left_out(rf: RequestFactory, query: str) -> None:
    """PostgreSQL refuses NUL in any text, wherever a view would have asked for it."""
    request = rf.get("/")
    request.META["QUERY_STRING"] = query

    answer = middleware.Shield(lambda one: HttpResponse(one.GET["q"] + one.get_full_path()))(request)

    assert answer.content.decode() == "ab/?q=ab"


@pytest.mark.parametrize("multipart", [True, False])
def test_nul_in_a_form_is_left_out(rf: RequestFactory, multipart: bool) -> None:
    data = {"text\x00": "a\x00b", "more": ["een", "twee\x00"]}
    kind = {} if multipart else {"content_type": "application/x-www-form-urlencoded"}
    body = data if multipart else "text%00=a%00b&more=een&more=twee%00"
    request = rf.post("/", body, **kind)

    middleware._mend_form(request)

    assert dict(request.POST.lists()) == {"text": ["ab"], "more": ["een", "twee"]}
    with pytest.raises(AttributeError, match="immutable"):
        request.POST["more"] = "drie"


@pytest.mark.django_db
def test_view_gets_the_mended_form_and_what_was_typed_stays(client: Client) -> None:
    answer = client.post("/inloggen/", {"email": "geen\x00 adres"})

    assert answer.status_code in {200, 422}
    assert "geen adres" in answer.content.decode()
    assert "\x00" not in answer.content.decode()


@pytest.mark.parametrize("method", ["GET", "TRACE"])
def test_headers_are_set_on_what_is_refused_too(rf: RequestFactory, method: str) -> None:
    answer = middleware.Shield(lambda _one: HttpResponse())(rf.generic(method, "/"))

    assert answer["X-Frame-Options"] == "DENY"
    assert "camera=()" in answer["Permissions-Policy"]
