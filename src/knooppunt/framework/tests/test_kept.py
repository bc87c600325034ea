"""Pieces of pages of published versions are made once, and anew as soon as what they show changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from knooppunt.accounts.models import User
from knooppunt.framework import kept as keeping
from knooppunt.framework.actions.concepts import ConceptData, change_concept
from knooppunt.framework.actions.frameworks import make_new_version
from knooppunt.framework.actions.load import load_concepts
from knooppunt.framework.actions.publishing import publish_framework
from knooppunt.framework.kept import kept
from knooppunt.framework.models import Framework
from knooppunt.framework.queries.selection import Terms
from knooppunt.framework.tests.factories import make_published, term


@pytest.fixture
def framework(transactional_db: None) -> Iterator[Framework]:
    """A published version, outside a transaction: within one nothing is kept."""
    load_concepts()
    keeping.forget()
    yield make_published("Raamwerk", items=3)
    keeping.forget()


def test_a_second_page_asks_the_items_nothing(framework: Framework, client: Client) -> None:
    from django.test.utils import CaptureQueriesContext

    def page(number: int) -> tuple[str, int]:
        with CaptureQueriesContext(connection) as asked:
            text = client.get(framework.get_absolute_url(), {"x": number}).content.decode()
        return text.replace(f"x={number}", ""), sum("framework_frameworkitem" in query["sql"] for query in asked)

    first, second = page(1), page(2)

    assert first[1] > 0
    assert second == (first[0], 0)


def test_a_term_that_changes_is_seen_at_once(framework: Framework, client: Client) -> None:
    assert "Verpleegkunde-niveau" not in client.get(framework.get_absolute_url()).content.decode()
    level = term("levels", "mbo-3")

    change_concept(
        concept=level,
        data=ConceptData("Verpleegkunde-niveau"),
        seen=level.version,
        by=User.objects.create(email="a@b.example"),
    )

    assert "Verpleegkunde-niveau" in client.get(framework.get_absolute_url()).content.decode()
    assert "Verpleegkunde-niveau" in client.get(framework.items.first().get_absolute_url()).content.decode()


def test_each_language_selection_and_version_has_its_own(framework: Framework, client: Client) -> None:
    address, home = framework.get_absolute_url(), reverse("framework:home")
    plain = client.get(address).content.decode()
    table = client.get(address, {"beeld": "tabel"}).content.decode()
    english = client.get(f"/en{address}").content.decode()
    second = make_new_version(framework=framework, edition="2", by=None)
    publish_framework(framework=second, by=None)

    assert "Niveaus naast elkaar" in plain
    assert "Levels side by side" in english
    assert "Hoeveel onderdelen" in table
    assert str(second.items.first().uuid) in client.get(home).content.decode()


def test_little_is_kept_and_nothing_of_a_draft(framework: Framework, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST_CHARACTERS", 3_000)
    made: list[Any] = []
    terms = Terms.load()

    def ask(what: int, of: Framework = framework) -> str:
        return kept(of, terms, what, lambda: (made.append(what), "x" * 900)[1])

    for what in (1, 1, 2, 3, 1):
        assert ask(what) == "x" * 900
    assert made == [1, 2, 3, 1]  # the first was pushed out by the third

    framework.state = Framework.State.DRAFT
    made.clear()
    assert [ask(9), ask(9)] == ["x" * 900] * 2
    assert made == [9, 9]
