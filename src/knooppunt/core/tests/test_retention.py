"""Keeping no longer than needed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from knooppunt.core import retention
from knooppunt.core.models import PrivacyAct, RetentionWarning
from knooppunt.core.tests.sample.models import Shelf

pytestmark = pytest.mark.django_db


@pytest.fixture
def told() -> Iterator[list[str]]:
    """A rule over shelves named "old", which tells first and acts 30 days later."""
    names: list[str] = []
    rule = retention.Rule(
        "Old shelves",
        "a day",
        lambda: Shelf.objects.filter(name__startswith="old"),
        retention.delete,
        warn=lambda rows: names.extend(row.name for row in rows),
    )
    retention.rules.register("sample.shelves", rule)
    yield names
    retention.rules.unregister("sample.shelves")


def _of(outcome: list[retention.Due]) -> tuple[int, int, int]:
    mine = next(one for one in outcome if one.name == "sample.shelves")
    return mine.due, mine.warned, mine.done


def _a_month_later() -> None:
    RetentionWarning.objects.update(warned_at=timezone.now() - timedelta(days=31))


def test_a_rehearsal_counts_and_changes_nothing(told: list[str]) -> None:
    Shelf.objects.create(name="old 1")

    assert _of(retention.run(rehearse=True)) == (1, 1, 0)
    assert (Shelf.objects.count(), told) == (1, [])
    assert PrivacyAct.objects.get().kind == "rehearsed"


def test_whom_it_concerns_is_told_first_and_once(told: list[str]) -> None:
    Shelf.objects.create(name="old 1")

    assert _of(retention.run()) == (1, 1, 0)
    assert _of(retention.run()) == (1, 0, 0)
    assert (told, Shelf.objects.count()) == (["old 1"], 1)

    _a_month_later()

    assert _of(retention.run()) == (1, 0, 1)
    assert not Shelf.objects.exists()
    assert PrivacyAct.objects.filter(kind="retention").count() == 3


def test_who_keeps_working_with_a_record_keeps_it(told: list[str]) -> None:
    shelf = Shelf.objects.create(name="old 1")
    retention.run()
    Shelf.objects.update(name="used again")
    retention.run()
    _a_month_later()
    Shelf.objects.update(name="old again")

    assert _of(retention.run()) == (1, 1, 0)  # told anew
    assert Shelf.objects.get() == shelf


def test_a_rule_without_a_warning_acts_at_once(told: list[str], django_user_model: Any) -> None:
    PrivacyAct.objects.create(kind="erased", at=timezone.now() - timedelta(days=6 * 365))

    retention.run()

    assert not PrivacyAct.objects.filter(kind="erased").exists()
