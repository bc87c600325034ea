"""What every test needs. Kept small: fixtures of an app stand beside the app."""

import os
from collections.abc import Iterator

import pytest

# Playwright's sync interface runs an event loop of its own in the test's thread; Django would refuse the database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL leave out what touches no database: it was tried in the SQLite run, and would do the same again."""
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return
    same_again = [item for item in items if not _may_touch_the_database(item)]
    if same_again:
        config.hook.pytest_deselected(items=same_again)
        items[:] = [item for item in items if _may_touch_the_database(item)]


def _may_touch_the_database(item: pytest.Item) -> bool:
    """By mark, by fixture, or through a process of its own."""
    fixtures = set(getattr(item, "fixturenames", ()))
    by_mark = item.get_closest_marker("django_db") is not None
    return by_mark or bool(fixtures & {"db", "transactional_db"}) or "operations" in item.path.parts


@pytest.fixture(autouse=True)
def _language_of_the_house() -> Iterator[None]:
    """A page asked for in English leaves English on in its thread; the next test begins in Dutch again."""
    from django.utils import translation

    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def _nothing_kept_from_the_test_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """The names of facets are kept half a minute: how many queries a page takes may not depend on the clock, nor on who
    was tested before."""
    from knooppunt.catalogue.finding import labels

    monkeypatch.setattr(labels, "KEEP_SECONDS", 1e9)
    labels.forget()


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
