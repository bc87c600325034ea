"""Making, changing and moving entries."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from knooppunt.accounts.tests.factories import UserFactory
from knooppunt.catalogue.actions.entries import (
    NewEntry,
    Refused,
    archive_entry,
    change_entry,
    confirm_entry,
    create_entries,
    create_entry,
    delete_entry,
    hide_entry,
    mark_unverified,
    publish_entry,
)
from knooppunt.catalogue.content import EntryContent, Problems
from knooppunt.catalogue.models import Entry, EntryState, Run
from knooppunt.catalogue.queries.entries import content_of, entries_visible_to
from knooppunt.catalogue.tests.factories import ProviderFactory, StoredFileFactory, a_content, a_run, an_entry
from knooppunt.core import bin
from knooppunt.core.models import Change, StatusChange
from knooppunt.core.versions import Conflict
from knooppunt.network.tests.factories import HubFactory
from knooppunt.network.tests.factories_people import user_with

pytestmark = pytest.mark.django_db


def _rich(**more: Any) -> EntryContent:
    key = str(uuid.uuid4())
    return a_content(
        ProviderFactory(),
        concepts={"levels": ["mbo-3", "mbo-4"], "domains": ["stervensfase"]},
        licence="cc-by",
        links=[{"url": "https://voorbeeld.example/a"}, {"url": "https://voorbeeld.example/b"}],
        files=[{"file": str(StoredFileFactory().uuid), "label": "Werkboek"}],
        runs=[a_run(key=key, price_incl="195"), a_run(40, windows=[{"group": "leden"}])],
        accreditations=[{"register": "kr-vv", "points": "6"}, {"register": "gaia", "points": "5", "run": key}],
        **more,
    )


def test_a_new_entry_has_the_rows_that_its_content_names(terms: None) -> None:
    content = _rich()

    entry = create_entry(content=content, by=None)

    entry.refresh_from_db()
    assert content_of(entry) == content
    assert str(entry.provider.uuid) == content.provider
    assert {one.concept.code for one in entry.entry_concepts.all()} == {"mbo-3", "mbo-4", "stervensfase"}
    assert [str(run.key) for run in entry.runs.all()] == [run.key for run in content.runs]
    assert entry.runs.last().windows.get().group == "leden"
    assert [(one.register, one.run_id) for one in entry.accreditations.all()] == [
        ("kr-vv", None),
        ("gaia", entry.runs.first().pk),
    ]
    assert entry.links.count() == 2
    assert entry.files.get().label == "Werkboek"
    assert entry.state == EntryState.DRAFT
    assert Change.objects.filter(kind="catalogue.entry", key=str(entry.pk)).count() == 1
    assert entry.history.count() == 1


def test_what_is_named_must_exist_and_each_name_is_told(terms: None) -> None:
    content = a_content(
        None,
        provider=str(uuid.uuid4()),
        hub="nergens",
        licence="cc-zero",
        concepts={"levels": ["mbo-9"]},
        files=[{"file": str(uuid.uuid4())}],
        accreditations=[{"register": "xyz", "points": "1"}],
    )

    with pytest.raises(Problems) as caught:
        create_entry(content=content, by=None)

    assert set(caught.value.by_path) == {
        "provider",
        "hub",
        "licence",
        "concepts.levels",
        "files.0.file",
        "accreditations.0.register",
    }
    assert not Entry.all_objects.exists()


def test_changing_writes_everything_and_raises_the_version(terms: None) -> None:
    entry = create_entry(content=_rich(), by=None)
    entry.links.filter(url__endswith="/a").update(failures=3)
    links = [{"url": "https://voorbeeld.example/a"}, {"url": "https://voorbeeld.example/c"}]
    new = a_content(entry.provider, title="Anders", links=links, concepts={"levels": ["mbo-4", "hbo"]}, runs=[a_run(3)])

    change_entry(entry=entry, content=new, seen=1, by=UserFactory())

    entry.refresh_from_db()
    assert (entry.title, entry.version, content_of(entry)) == ("Anders", 2, new)
    assert {one.concept.code for one in entry.entry_concepts.all()} == {"mbo-4", "hbo"}
    assert [(link.url[-1], link.failures) for link in entry.links.all()] == [("a", 3), ("c", 0)]
    assert entry.runs.count() == 1
    assert not entry.accreditations.exists()
    assert not entry.files.exists()
    assert entry.history.count() == 2
    assert Change.objects.filter(kind="catalogue.entry").count() == 2


def test_who_comes_second_meets_a_conflict_and_nothing_is_written() -> None:
    entry = an_entry("concept")
    late = Entry.objects.get(pk=entry.pk)
    change_entry(entry=entry, content=a_content(entry.provider, title="Eerst"), seen=1, by=None)

    with pytest.raises(Conflict):
        change_entry(entry=late, content=a_content(entry.provider, title="Laat", runs=[a_run()]), seen=1, by=None)

    assert Entry.objects.get().title == "Eerst"
    assert not Run.objects.exists()


def test_what_everybody_sees_must_stay_complete_but_a_draft_need_not() -> None:
    shown, draft = an_entry(), an_entry("concept")
    bare = EntryContent(kind="training", title="Kaal")

    change_entry(entry=draft, content=bare, seen=1, by=None)
    with pytest.raises(Problems) as caught:
        change_entry(entry=shown, content=bare, seen=1, by=None)

    assert set(caught.value.by_path) == {"summary", "provider"}
    with pytest.raises(Problems):
        publish_entry(entry=draft, by=None)


def test_the_way_of_an_entry_through_its_states_is_written_down() -> None:
    entry, user = an_entry("concept"), UserFactory()

    publish_entry(entry=entry, by=user)
    hide_entry(entry=entry, by=user, reason="klopt niet")
    publish_entry(entry=entry, by=user)
    archive_entry(entry=entry, by=user)

    rows = StatusChange.objects.filter(subject_kind="catalogue.entry", subject_id=entry.pk).order_by("pk")
    assert [row.new for row in rows] == ["concept", "gepubliceerd", "verborgen", "gepubliceerd", "gearchiveerd"]
    assert rows[2].reason == "klopt niet"
    with pytest.raises(Refused):
        hide_entry(entry=entry, by=user)


def test_publishing_counts_as_checking_and_confirming_too() -> None:
    entry = an_entry("concept")
    assert entry.checked_on is None

    publish_entry(entry=entry, by=None)
    mark_unverified(entries=[entry])

    entry.refresh_from_db()
    assert entry.unverified_since == entry.checked_on
    confirm_entry(entry=entry, by=None)
    entry.refresh_from_db()
    assert entry.unverified_since is None
    assert entry.review_by > entry.checked_on


def test_the_own_identifier_of_a_source_is_there_once_among_the_living() -> None:
    first = an_entry(source="lijst", source_id="7")

    with pytest.raises(Refused):
        an_entry(source="lijst", source_id="7")

    delete_entry(entry=first, by=None)
    again = an_entry(source="lijst", source_id="7")
    assert Entry.objects.get() == again
    with pytest.raises(bin.RestoreRefused):
        bin.restore(Entry.all_objects.get(pk=first.pk).bin_batch, by=None)


def test_a_deleted_entry_comes_back_and_the_change_table_knows() -> None:
    entry = an_entry()

    batch = delete_entry(entry=entry, by=None)
    assert not Entry.objects.exists()
    bin.restore(batch, by=None)

    assert Entry.objects.get() == entry
    assert list(Change.objects.order_by("pk").values_list("deleted", flat=True)) == [False, True, False]


@pytest.mark.parametrize("rows", [1, 3])
def test_many_entries_are_made_in_as_many_queries_as_one(
    rows: int, terms: None, django_assert_num_queries: Any
) -> None:
    contents = [_rich(title=f"Nummer {number}") for number in range(rows)]

    with django_assert_num_queries(15):
        made = create_entries(rows=[NewEntry(content, state="gepubliceerd") for content in contents], by=None)

    assert [entry.title for entry in made] == [content.title for content in contents]


def test_one_bad_row_of_many_keeps_all_out_and_says_which() -> None:
    good, bad = a_content(ProviderFactory()), a_content(None)

    with pytest.raises(Problems) as caught:
        create_entries(rows=[NewEntry(good), NewEntry(bad, state="gepubliceerd")], by=None)

    assert list(caught.value.by_path) == ["1.provider"]
    assert not Entry.objects.exists()


def test_everybody_sees_what_is_published_and_each_more_by_role() -> None:
    hub, provider = HubFactory(), ProviderFactory()
    shown = an_entry()
    draft = an_entry("concept")
    of_hub = an_entry("concept", hub=hub.slug)
    of_provider = an_entry("concept", provider=provider)
    owned = an_entry("concept", owner=UserFactory())

    def seen(user: Any) -> set[Entry]:
        return set(entries_visible_to(user))

    assert seen(None) == {shown}
    assert seen(UserFactory()) == {shown}
    assert seen(owned.owner) == {shown, owned}
    assert seen(user_with("ambassador", hub)) == {shown, of_hub}
    assert seen(user_with("provider", organisation=provider)) == {shown, of_provider}
    assert seen(user_with("editor")) == {shown, draft, of_hub, of_provider, owned}
