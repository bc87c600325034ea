"""Two entries that are the same thing: chosen field by field, everything goes along, and it can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from knooppunt.accounts.models import User
from knooppunt.catalogue.actions.entries import Refused
from knooppunt.catalogue.actions.merging import merge_entries, merged_content, undo_merge
from knooppunt.catalogue.models import (
    Alignment,
    Collection,
    CollectionItem,
    Entry,
    EntryMerge,
    EntryState,
    KeptEntry,
    Report,
)
from knooppunt.catalogue.offering.actions.offering import offer_content
from knooppunt.catalogue.offering.actions.submissions import Proposer, start_draft
from knooppunt.catalogue.queries import doubles
from knooppunt.catalogue.queries.collections import kept_cards
from knooppunt.catalogue.queries.doubles import doubles_among
from knooppunt.catalogue.queries.entries import content_of
from knooppunt.catalogue.tests.factories import ProviderFactory, a_content, a_run, an_entry
from knooppunt.catalogue.tests.offering.factories import a_hub, a_user
from knooppunt.core.versions import Conflict
from knooppunt.framework.models import FrameworkItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return a_user("editor")


def merged(kept: Entry, gone: Entry, by: User, **choices: str) -> EntryMerge:
    seen = {kept.pk: kept.version, gone.pk: gone.version}
    return merge_entries(kept=kept, gone=gone, choices=choices, seen=seen, by=by)


def test_texts_are_chosen_field_by_field_and_lists_can_be_added_up() -> None:
    key = "7d1f9a52-4a8e-4a68-9c55-0f3c9f5e6a01"
    kept = {"kind": "training", "title": "A", "summary": "a", "runs": [{"key": "x", "starts_on": "2027-01-05"}],
            "concepts": {"levels": ["mbo-3"]}, "outcomes": ["een"]}  # fmt: skip
    gone = {"kind": "training", "title": "B", "summary": "b", "certificate": "c", "outcomes": ["een", "twee"],
            "runs": [{"key": "y", "starts_on": "2027-01-05"}, {"key": key, "starts_on": "2027-02-02"}],
            "concepts": {"levels": ["mbo-3", "mbo-4"], "topics": ["pijn"]},
            "accreditations": [{"register": "r", "points": 1, "run": "elders"}, {"register": "s", "points": 2}]}  # fmt: skip
    choices = {"title": "gone", "certificate": "gone", "runs": "both", "concepts": "both", "outcomes": "both",
               "accreditations": "gone", "kind": "gone", "strange": "gone"}  # fmt: skip

    found = merged_content(kept, gone, choices)

    assert (found["title"], found["summary"], found["certificate"]) == ("B", "a", "c")
    assert [run["key"] for run in found["runs"]] == ["x", key]
    assert found["concepts"] == {"levels": ["mbo-3", "mbo-4"], "topics": ["pijn"]}
    assert (found["outcomes"], [one["register"] for one in found["accreditations"]]) == (["een", "twee"], ["s"])
    assert "strange" not in found


def test_everything_goes_along_and_the_old_address_leads_to_the_one_that_stays(
    client: Client, editor: User, an_item: Callable[..., FrameworkItem]
) -> None:
    kept, gone = an_entry(title="Comfortzorg"), an_entry(title="Comfort zorg", runs=[a_run(9)])
    both, only = an_item(), an_item()
    for entry, item in [(kept, both), (gone, both), (gone, only)]:
        Alignment.objects.create(entry=entry, item=item)
    Report.objects.create(entry=gone, kind="date")
    KeptEntry.objects.create(user=editor, entry=gone)
    old = gone.get_absolute_url()

    merged(kept, gone, editor, runs="gone")

    answer = client.get(old)
    assert (answer.status_code, answer["Location"]) == (302, kept.get_absolute_url())
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (gone.state, kept.state, kept.runs.count()) == (EntryState.ARCHIVED, EntryState.PUBLISHED, 1)
    assert set(kept.alignments.values_list("item", flat=True)) == {both.pk, only.pk}
    assert (kept.reports.count(), KeptEntry.objects.get().entry) == (1, kept)
    assert [card.pk for card in kept_cards([gone.pk])] == [kept.pk]  # a list in an address


def test_taking_it_back_makes_two_of_them_again(
    client: Client, editor: User, an_item: Callable[..., FrameworkItem]
) -> None:
    kept, gone = an_entry(title="Een"), an_entry(title="Twee")
    own, other = an_item(), an_item()
    Alignment.objects.create(entry=kept, item=own)
    Alignment.objects.create(entry=gone, item=other)
    before = kept.content
    merge = merged(kept, gone, editor, title="gone")
    assert Entry.objects.get(pk=kept.pk).title == "Twee"

    _gone, same = undo_merge(merge=merge, by=editor)

    kept.refresh_from_db()
    assert (same, kept.content) == (True, before)
    assert [entry.alignments.get().item for entry in Entry.objects.order_by("pk")] == [own, other]
    assert client.get(gone.get_absolute_url()).status_code == 200
    with pytest.raises(Refused):
        undo_merge(merge=merge, by=editor)


def test_an_address_that_was_merged_twice_leads_to_the_last_one(client: Client, editor: User) -> None:
    first, second, third = (an_entry(title=f"Les {number}") for number in range(3))
    merged(second, first, editor)
    second.refresh_from_db()
    merged(third, second, editor)

    assert client.get(first.get_absolute_url())["Location"] == third.get_absolute_url()


def test_what_cannot_be_one_is_refused(editor: User) -> None:
    one, draft, material = an_entry(), an_entry("concept"), an_entry(kind="material")
    busy = an_entry()
    start_draft(content=content_of(busy), proposer=Proposer(user=editor), entry=busy)

    for other in (one, draft, material, busy):
        with pytest.raises(Refused):
            merged(one, other, editor)
    stale = an_entry()
    with pytest.raises(Conflict):
        merge_entries(kept=one, gone=stale, choices={}, seen={one.pk: one.version, stale.pk: 99}, by=editor)
    assert not EntryMerge.objects.exists()


def test_a_system_hears_that_its_entry_was_merged(editor: User) -> None:
    provider = ProviderFactory()
    gone = an_entry(provider=provider, source=f"aanbieder:{provider.uuid}", source_id="K-1")
    merged(an_entry(), gone, editor)

    with pytest.raises(Refused, match="samengevoegd"):
        offer_content(organisation=provider, source_id="K-1", content=a_content(provider, title="Nieuw"), by=None,
                      origin="api", send_in=True)  # fmt: skip


# ---- Pages ----------------------------------------------------------------------------------------------------------
def test_an_editor_lays_two_side_by_side_merges_and_takes_it_back(client: Client, editor: User, terms: None) -> None:
    provider = ProviderFactory()
    kept, gone = (an_entry(provider=provider, title=title) for title in ("Comfortzorg thuis", "Comfortzorg, thuis"))
    client.force_login(editor)

    assert gone.title in client.get(f"/werkplek/aanbod/{kept.pk}/samenvoegen/").content.decode()
    url = f"/werkplek/aanbod/{kept.pk}/samenvoegen/{gone.pk}/"
    chosen = client.post(f"/werkplek/aanbod/{kept.pk}/samenvoegen/", {"other": gone.get_absolute_url()})
    assert chosen["Location"] == url
    words = client.post(f"/werkplek/aanbod/{kept.pk}/samenvoegen/", {"other": "comfortzorg"}).content.decode()
    assert f'type="radio" name="other" value="{gone.pk}"' in words
    page = client.get(url).content.decode()
    assert ("Comfortzorg thuis" in page, "Comfortzorg, thuis" in page) == (True, True)
    typed = {f"version-{one.pk}": one.version for one in (kept, gone)} | {"take-title": "gone"}
    assert client.post(url, typed)["Location"] == f"/werkplek/aanbod/{kept.pk}/"
    kept.refresh_from_db()
    assert kept.title == "Comfortzorg, thuis"
    merge = EntryMerge.objects.get()
    assert "is hiermee samengevoegd" in client.get(f"/werkplek/aanbod/{kept.pk}/").content.decode()
    client.post(f"/werkplek/aanbod/samenvoegen/{merge.pk}/terug/")

    assert Entry.objects.published().count() == 2


@pytest.mark.parametrize(
    ("hubs", "status"), [(("noord", "noord"), 200), (("noord", "zuid"), 403), (("zuid", "zuid"), 403)]
)
def test_a_hub_merges_only_what_are_both_its_own(client: Client, hubs: tuple[str, str], status: int) -> None:
    north = a_hub("noord")
    a_hub("zuid")
    kept, gone = (an_entry(hub=hub) for hub in hubs)
    client.force_login(a_user("ambassador", hub=north))

    assert client.get(f"/werkplek/aanbod/{kept.pk}/samenvoegen/{gone.pk}/").status_code == status


def test_a_collection_shows_what_stays(editor: User) -> None:
    kept, gone = an_entry(), an_entry()
    toolbox = Collection.objects.create(title="Toolbox")
    CollectionItem.objects.create(collection=toolbox, order=1, entry=gone)

    merged(kept, gone, editor)

    assert toolbox.items.get().entry == kept


# ---- The whole catalogue --------------------------------------------------------------------------------------------
def pairs_seen() -> set[tuple[str, str]]:
    return {(pair.older.title, pair.newer.title) for pair in doubles_among(Entry.objects.all()).pairs}


def test_doubles_are_found_by_their_titles_whatever_the_order_of_the_words() -> None:
    provider = ProviderFactory()
    for title, of in [("Rouw en verlies bij kinderen", provider), ("Bij kinderen: verlies en rouw", ProviderFactory()),
                      ("Comfortzorg thuis", ProviderFactory()), ("Comfortzorgg thuis", ProviderFactory()),
                      ("Pijn herkennen", provider), ("Pijn leren herkennen", provider),
                      ("Iets heel anders", provider)]:  # fmt: skip
        an_entry(provider=of, title=title)

    assert pairs_seen() == {
        ("Rouw en verlies bij kinderen", "Bij kinderen: verlies en rouw"),
        ("Comfortzorg thuis", "Comfortzorgg thuis"),
        ("Pijn herkennen", "Pijn leren herkennen"),
    }


def test_other_kinds_other_numbers_and_what_is_not_published_are_no_doubles() -> None:
    provider = ProviderFactory()
    an_entry(provider=provider, title="Stervensfase herkennen, module 1")
    an_entry(provider=provider, title="Stervensfase herkennen, module 2")
    an_entry("concept", provider=provider, title="Stervensfase herkennen, module 1")
    an_entry(provider=provider, kind="material", title="Stervensfase herkennen, module 1")

    assert pairs_seen() == set()


def test_whoever_looked_is_not_asked_again(client: Client, editor: User) -> None:
    kept, gone = an_entry(title="Les over pijn"), an_entry(title="Les over pijn")
    back, again = an_entry(title="Rouw thuis"), an_entry(title="Rouw thuis")
    client.force_login(editor)

    client.post(f"/werkplek/aanbod/{gone.pk}/samenvoegen/{kept.pk}/", {"doe": "twee"})
    client.post(f"/werkplek/aanbod/{kept.pk}/samenvoegen/{gone.pk}/", {"doe": "twee"})
    undo_merge(merge=merged(back, again, editor), by=editor)

    assert pairs_seen() == set()
    assert EntryMerge.objects.count() == 2
    assert Entry.objects.published().count() == 4


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_doubles_asks_as_much_for_three_pairs_as_for_one(
    number: int, client: Client, editor: User, django_assert_num_queries: Any
) -> None:
    merged(an_entry(title="Eerder"), an_entry(title="Eerder"), editor)
    for title in ("Rouw", "Pijnbestrijding", "Gesprekken")[:number]:
        for _side in range(2):
            an_entry(title=title)
    client.force_login(editor)
    client.get("/werkplek/aanbod/dubbel/")

    with django_assert_num_queries(7):
        page = client.get("/werkplek/aanbod/dubbel/").content.decode()

    assert page.count("Leg ze naast elkaar") == number
    assert page.count("Draai terug") == 1


def test_a_hub_sees_only_its_own_doubles_and_a_provider_none(client: Client) -> None:
    north = a_hub("noord")
    a_hub("zuid")
    for hub in ("noord", "noord", "zuid", "zuid"):
        an_entry(hub=hub, title=f"Les in {hub}")
    client.force_login(a_user("ambassador", hub=north))

    page = client.get("/werkplek/aanbod/dubbel/").content.decode()

    assert ("Les in noord" in page, "Les in zuid" in page) == (True, False)
    client.force_login(a_user("provider", organisation=ProviderFactory()))
    assert client.get("/werkplek/aanbod/dubbel/").status_code == 403


def test_the_work_has_a_bound_and_the_page_says_so(
    monkeypatch: pytest.MonkeyPatch, client: Client, editor: User
) -> None:
    monkeypatch.setattr(doubles, "MOST_READ", 2)
    monkeypatch.setattr(doubles, "SHOWN", 1)
    for title in ("Oud", "Nieuw", "Nieuw"):
        an_entry(title=title)
    found = doubles.doubles_among(Entry.objects.all())

    assert (len(found.pairs), found.read, found.of) == (1, 2, 3)
    client.force_login(editor)
    assert "de 2 die het laatst" in client.get("/werkplek/aanbod/dubbel/").content.decode()


def test_a_thousand_with_one_title_are_offered_pair_by_pair() -> None:
    titles = [doubles._read(number, "training", None, "Zorg") for number in range(1000)]

    found = doubles._alike(titles)

    assert len(found) == 999
