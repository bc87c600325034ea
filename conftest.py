"""What every test needs. Kept small: fixtures of an app stand beside the app."""

import os
from collections.abc import Iterator

import pytest

# Playwright's sync interface runs an event loop of its own in the test's thread; Django would refuse the database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture(autouse=True, scope="session")
def _signed_in_as_in_the_demo() -> Iterator[None]:
    """Let ``client.force_login`` give a session as the persona buttons do, which counts as two-factor.

    Otherwise every test with an ambassador would first have to set up a second factor. The gate itself has its own
    tests (``accounts/tests/test_second_factor.py``), which take the mark away.
    """
    from django.test import Client

    original = Client.force_login

    def force_login(self: Client, user: object, backend: str | None = None) -> None:
        original(self, user, backend)
        session = self.session
        session["demo"] = True
        session.save()

    Client.force_login = force_login  # type: ignore[method-assign]
    yield
    Client.force_login = original  # type: ignore[method-assign]
