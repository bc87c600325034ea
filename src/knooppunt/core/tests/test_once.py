"""A form that arrives twice counts once."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.test import RequestFactory
from django.utils import timezone

from knooppunt.core import once
from knooppunt.core.models import SentForm


class Maker:
    """A view that makes something, and counts what it made."""

    def __init__(self, answer: Any = None) -> None:
        self.made: list[str] = []
        self.answer = answer
        self.view = once.once(self._view)

    def _view(self, request: HttpRequest) -> HttpResponseBase:
        if self.answer is not None:
            return self.answer()
        self.made.append(request.POST.get("title", ""))
        return redirect(f"/dingen/{len(self.made)}/")


def form(rf: RequestFactory, user: Any = None, path: str = "/dingen/", **data: Any) -> HttpRequest:
    request = rf.post(path, {"csrfmiddlewaretoken": "masker-een", "title": "Rouw"} | data)
    request.user = user or AnonymousUser()
    return request


@pytest.mark.django_db
def test_the_same_form_leads_where_the_first_one_led(rf: RequestFactory) -> None:
    maker = Maker()

    answers = [maker.view(form(rf)) for _ in range(3)]

    assert maker.made == ["Rouw"]
    assert {answer["Location"] for answer in answers} == {"/dingen/1/"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "other",
    [
        {"csrfmiddlewaretoken": "masker-twee"},  # the form was opened again
        {"title": "Rouw en verlies"},
        {"path": "/dingen/?soort=x"},
        {"more": "1"},
        {"file": SimpleUploadedFile("a.pdf", b"%PDF")},
    ],
)
def test_another_form_is_another_one(rf: RequestFactory, other: dict[str, Any]) -> None:
    maker = Maker()

    maker.view(form(rf))
    maker.view(form(rf, **other))

    assert len(maker.made) == 2


@pytest.mark.django_db
def test_two_people_are_two(rf: RequestFactory, django_user_model: Any) -> None:
    maker = Maker()

    for name in ("een", "twee"):
        user = django_user_model.objects.create_user(f"{name}@voorbeeld.example", "Naam Voorbeeld")
        maker.view(form(rf, user))

    assert len(maker.made) == 2


@pytest.mark.django_db
def test_what_was_refused_may_come_again(rf: RequestFactory) -> None:
    refused, maker = Maker(lambda: HttpResponse("nee", status=422)), Maker()

    assert refused.view(form(rf)).status_code == 422
    assert not SentForm.objects.exists()
    assert maker.view(form(rf))["Location"] == "/dingen/1/"


@pytest.mark.django_db
def test_what_broke_may_come_again(rf: RequestFactory) -> None:
    def broken() -> HttpResponseBase:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        Maker(broken).view(form(rf))

    assert not SentForm.objects.exists()


@pytest.mark.django_db
def test_looking_and_machines_are_not_held_up(rf: RequestFactory) -> None:
    maker = Maker()
    for _ in range(2):
        for request in (rf.get("/dingen/"), rf.post("/dingen/", {"title": "x"})):
            request.user = AnonymousUser()
            maker.view(request)

    assert len(maker.made) == 4


@pytest.mark.django_db
def test_one_that_stopped_half_way_is_taken_over(rf: RequestFactory) -> None:
    maker, request = Maker(), form(rf)
    SentForm.objects.create(key=once.key_of(request), at=timezone.now() - once.BUSY - timedelta(seconds=1))

    assert maker.view(request)["Location"] == "/dingen/1/"


@pytest.mark.django_db
def test_after_a_day_it_is_forgotten(rf: RequestFactory) -> None:
    Maker().view(form(rf))
    assert once.clean() == 0
    SentForm.objects.update(at=timezone.now() - timedelta(hours=25))
    assert once.clean() == 1


def test_at_the_same_moment_too(rf: RequestFactory, shared_database: dict[str, str]) -> None:
    maker, answers = Maker(), []

    def slow(request: HttpRequest) -> HttpResponseBase:
        time.sleep(0.2)
        return Maker._view(maker, request)

    view = once.once(slow)

    def send() -> None:
        try:
            answers.append(view(form(rf))["Location"])
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert maker.made == ["Rouw"]
    assert answers == ["/dingen/1/"] * 4
