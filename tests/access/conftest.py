"""The access tests start from the example data, loaded once; each test rolls back what it did."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from knooppunt.core import registries
from tests.access import markers

PERSONAS = [
    "anoniem", "ambassadeur", "ambassadeur-2", "coordinator", "bestuur", "programma", "contactpersoon", "aanbieder",
    "docent", "redacteur", "beheerder",
]  # fmt: skip


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The example data on top of an empty database."""
    with django_db_blocker.unblock():
        for load in registries.demo_loaders:
            load()
        markers.plant()


@pytest.fixture
def client_of() -> Callable[[str], Client]:
    """A browser in which a persona is signed in (or nobody)."""

    def make(persona: str) -> Client:
        client = Client(raise_request_exception=True)
        if persona != "anoniem":
            answer = client.post("/demo/inloggen/", {"persona": persona})
            assert answer.status_code == 302, f"{persona} cannot sign in"
        return client

    return make


def user_of(client: Client) -> Any:
    """The user who is signed in in ``client``, fresh from the database."""
    from django.contrib.auth import get_user
    from django.http import HttpRequest

    request = HttpRequest()
    request.session = client.session
    return get_user(request)
