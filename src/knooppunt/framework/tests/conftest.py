"""What the tests of the framework share."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from knooppunt.accounts.models import User
from knooppunt.core import access
from knooppunt.framework.actions.load import load_concepts
from knooppunt.framework.alignments import alignment_sources
from knooppunt.network.models import Role
from knooppunt.network.tests.factories_people import user_with


@pytest.fixture
def terms(db: None) -> None:
    """The shipped lists of terms."""
    load_concepts()


@pytest.fixture(autouse=True)
def _no_higher_apps(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the catalogue registered is not counted here; a test that needs a source registers its own."""
    monkeypatch.setattr(alignment_sources, "_items", {})


@pytest.fixture
def editor(db: None) -> User:
    """Keeps frameworks and lists of terms."""
    return user_with(Role.EDITOR)  # type: ignore[no-untyped-call,no-any-return]


@pytest.fixture
def ambassador(db: None) -> User:
    """Runs some hub."""
    return user_with(Role.AMBASSADOR)  # type: ignore[no-untyped-call,no-any-return]


@pytest.fixture
def reader(db: None) -> User:
    """Belongs to the network, keeps nothing."""
    return user_with(Role.PROGRAMME)  # type: ignore[no-untyped-call,no-any-return]


@pytest.fixture
def signed_in(monkeypatch: pytest.MonkeyPatch) -> Callable[[User], Client]:
    """``signed_in(user)``: a browser of that user. The second factor has its own tests."""
    monkeypatch.setattr(access, "gates", [])

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in
