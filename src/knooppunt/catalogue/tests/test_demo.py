"""The example entries."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from django.utils import timezone

from knooppunt.accounts.demo import load_personas
from knooppunt.catalogue.actions.entries import change_entry
from knooppunt.catalogue.content import EntryContent, problems_of
from knooppunt.catalogue.demo.loader import load_demo_entries
from knooppunt.catalogue.models import Collection, Entry
from knooppunt.catalogue.queries.entries import content_of
from knooppunt.network.tests.factories import HubFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def examples(terms: None) -> None:
    """A demo with personas and some hubs."""
    load_personas()
    for slug in ("noord-holland-flevoland", "ligare"):
        HubFactory(slug=slug)
    load_demo_entries()


def test_the_examples_are_many_varied_complete_and_plainly_examples(examples: None) -> None:
    entries = list(Entry.objects.all())

    assert len(entries) >= 80
    assert set(Counter(entry.kind for entry in entries)) == {
        "training", "material", "example", "research", "person", "tool", "source",
    }  # fmt: skip
    assert all(entry.is_example for entry in entries)
    assert {entry.pk: problems_of(content_of(entry)) for entry in entries if problems_of(content_of(entry))} == {}
    assert len({entry.provider_id for entry in entries}) >= 3
    assert {entry.state for entry in entries} >= {"gepubliceerd", "concept", "verborgen", "gearchiveerd"}
    assert Collection.objects.get(code="K1006").items.filter(entry__isnull=False).count() >= 5


def test_loading_twice_changes_nothing(examples: None) -> None:
    before = {entry.source_id: (entry.pk, entry.version) for entry in Entry.objects.all()}

    assert "0 moved along" in load_demo_entries()

    assert {entry.source_id: (entry.pk, entry.version) for entry in Entry.objects.all()} == before


def test_dates_move_along_with_today_except_where_somebody_changed_something(
    examples: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    touched = Entry.objects.get(source_id="t06")
    data = touched.content | {"title": "Door mij veranderd"}
    change_entry(entry=touched, content=EntryContent.from_dict(data), seen=1, by=None)
    later = timezone.localdate() + dt.timedelta(days=14)
    monkeypatch.setattr(timezone, "localdate", lambda: later)

    load_demo_entries()

    moved, kept = content_of(Entry.objects.get(source_id="t01")), Entry.objects.get(source_id="t06")
    assert any(run.starts_on and run.starts_on > later for run in moved.runs)
    assert kept.title == "Door mij veranderd"
    assert kept.content == data
