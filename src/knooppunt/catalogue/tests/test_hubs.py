"""Hubs that merge or get another address: their offer goes along, and comes back when that is taken back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from knooppunt.accounts.models import User
from knooppunt.catalogue.actions.entries import change_entry
from knooppunt.catalogue.forms.entry import EntryForm
from knooppunt.catalogue.models import Collection, Entry, SavedSearch
from knooppunt.catalogue.offering.actions.offering import offer_content
from knooppunt.catalogue.offering.actions.review import assign_submission
from knooppunt.catalogue.offering.actions.submissions import Proposer, start_draft
from knooppunt.catalogue.offering.importing.plan import plan_entries
from knooppunt.catalogue.offering.models import ProviderRegistration, Submission
from knooppunt.catalogue.offering.queries.submissions import reviewable_by
from knooppunt.catalogue.queries.entries import content_of
from knooppunt.catalogue.queries.hubs import hubs_now
from knooppunt.catalogue.tests.factories import ProviderFactory, a_content, an_entry
from knooppunt.catalogue.tests.offering.factories import a_hub, a_proposal, a_user
from knooppunt.core import registries
from knooppunt.core.models import Change
from knooppunt.core.tables import ReadTable, TableRow
from knooppunt.core.versions import Conflict
from knooppunt.network.models import Hub, HubAddress

pytestmark = pytest.mark.django_db


@pytest.fixture
def two() -> tuple[Hub, Hub]:
    return a_hub("noord"), a_hub("oost")


def merged(hub: Hub, target: Hub) -> dict[str, Any]:
    """As the network does it, and as far as the catalogue sees it; returns what moved."""
    move = registries.hub_merges.get("catalogue")
    assert move is not None
    moved: dict[str, Any] = json.loads(json.dumps(move.move(hub.pk, target.pk)))
    Hub.objects.filter(pk=hub.pk).update(merged_into=target, closed_on=timezone.localdate())
    return moved


def unmerged(moved: dict[str, Any], hub: Hub, target: Hub) -> None:
    """The merge is taken back."""
    Hub.objects.filter(pk=hub.pk).update(merged_into=None, closed_on=None)
    move = registries.hub_merges.get("catalogue")
    assert move is not None
    move.back(moved, hub.pk, target.pk)


def renamed(hub: Hub, slug: str) -> None:
    """The hub gets another address."""
    HubAddress.objects.create(hub=hub, slug=hub.slug)
    Hub.objects.filter(pk=hub.pk).update(slug=slug)
    for follow in registries.hub_renames:
        follow(hub.pk)


def hub_of(row: Any) -> str:
    row.refresh_from_db()
    return f"{row.hub.slug} {row.content.get('hub')}" if hasattr(row, "content") else row.hub.slug


def test_everything_of_a_hub_goes_along_and_comes_back(two: tuple[Hub, Hub]) -> None:
    north, east = two
    reviewer = a_user("ambassador", hub=north)
    entry, binned, stays = an_entry(hub="noord"), an_entry("concept", hub="noord"), an_entry(hub="oost")
    binned.binned_at = entry.changed_at
    Entry.all_objects.filter(pk=binned.pk).update(binned_at=entry.changed_at)
    proposal = assign_submission(submission=a_proposal(hub="noord"), to=reviewer, by=reviewer)
    registration = ProviderRegistration.objects.create(name="X", kind="school", person_name="V", hub=north)
    toolbox = Collection.objects.create(title="Toolbox", hub=north)

    merge = merged(north, east)

    assert [hub_of(one) for one in (entry, stays, proposal)] == ["oost oost"] * 3
    assert Entry.all_objects.get(pk=binned.pk).content["hub"] == "oost"
    assert [hub_of(one) for one in (registration, toolbox)] == ["oost", "oost"]
    assert (proposal.assignee, proposal.state) == (reviewer, Submission.State.IN_REVIEW)
    assert entry.history.first().content["hub"] == "oost"
    assert Change.objects.filter(kind="catalogue.entry", key=str(entry.pk)).exists()

    unmerged(merge, north, east)

    assert [hub_of(one) for one in (entry, proposal)] == ["noord noord"] * 2
    assert [hub_of(one) for one in (registration, toolbox, stays)] == ["noord", "noord", "oost oost"]


def test_the_hub_that_goes_on_reviews_what_waited(two: tuple[Hub, Hub]) -> None:
    north, east = two
    waiting = a_proposal(hub="noord")
    ambassador = a_user("ambassador", hub=east)
    assert not reviewable_by(ambassador).exists()

    merged(north, east)

    assert list(reviewable_by(ambassador)) == [waiting]


def test_what_was_given_to_another_region_meanwhile_stays_there(two: tuple[Hub, Hub]) -> None:
    north, east = two
    a_hub("zuid")
    entry = an_entry(hub="noord")
    merge = merged(north, east)
    entry.refresh_from_db()
    change_entry(entry=entry, content=content_of(entry).__class__.from_dict(entry.content | {"hub": "zuid"}),
                 seen=entry.version, by=None)  # fmt: skip

    unmerged(merge, north, east)

    assert hub_of(entry) == "zuid zuid"


def test_a_change_that_was_under_way_goes_on_and_an_open_form_is_told(two: tuple[Hub, Hub]) -> None:
    north, east = two
    entry = an_entry(hub="noord")
    draft = start_draft(content=content_of(entry), proposer=Proposer(email="v@voorbeeld.example"), entry=entry)

    merged(north, east)

    draft.refresh_from_db()
    seen = entry.version
    entry.refresh_from_db()
    assert (draft.base_version, draft.base, draft.content) == (entry.version, entry.content, entry.content)
    with pytest.raises(Conflict):
        change_entry(entry=entry, content=content_of(entry), seen=seen, by=None)


def test_a_mailed_search_of_the_region_goes_on_and_never_twice(two: tuple[Hub, Hub]) -> None:
    north, east = two
    for email, query in [("a@voorbeeld.example", "q=rouw&regio=noord"), ("b@voorbeeld.example", "regio=noord"),
                         ("b@voorbeeld.example", "regio=oost"), ("c@voorbeeld.example", "regio=noordwest")]:  # fmt: skip
        SavedSearch.objects.create(email=email, query=query)

    merge = merged(north, east)

    asked = SavedSearch.objects.order_by("pk").values_list("query", flat=True)
    assert list(asked) == ["q=rouw&regio=oost", "regio=noord", "regio=oost", "regio=noordwest"]
    unmerged(merge, north, east)
    assert list(asked.all()) == ["q=rouw&regio=noord", "regio=noord", "regio=oost", "regio=noordwest"]


@pytest.mark.parametrize("number", [1, 3])
def test_moving_takes_as_many_queries_for_three_entries_as_for_one(
    number: int, two: tuple[Hub, Hub], django_assert_num_queries: Any
) -> None:
    from knooppunt.catalogue.actions.hubs import move_offer

    north, east = two
    for _one in range(number):
        an_entry(hub="noord")

    with django_assert_num_queries(13):
        move_offer(north.pk, east.pk)

    assert Entry.objects.of_hub(east.pk).count() == number


def test_a_system_that_still_sends_the_old_hub_changes_nothing(two: tuple[Hub, Hub]) -> None:
    north, east = two
    provider = ProviderFactory()
    an_entry(provider=provider, hub="noord", source=f"aanbieder:{provider.uuid}", source_id="K-1")
    merged(north, east)

    sent = offer_content(organisation=provider, source_id="K-1", content=a_content(provider, hub="noord"), by=None,
                         origin="api", send_in=True)  # fmt: skip
    titles = TableRow(1, ("Kenmerk", "Soort", "Titel", "Samenvatting", "Regio"))
    told = a_content(provider)
    row = TableRow(2, ("K-1", "Scholing", told.title, told.summary, "Noord"))
    table = ReadTable(titles, [row])
    plan = plan_entries(table, organisation=provider)

    assert sent.outcome == "same"
    assert ([one.outcome for one in plan.entries], plan.errors) == (["same"], [])


def test_an_entry_of_a_hub_that_was_renamed_can_still_be_changed(two: tuple[Hub, Hub], editor: User) -> None:
    north, _east = two
    entry = an_entry(hub="noord")

    renamed(north, "noord-nieuw")

    assert hub_of(entry) == "noord-nieuw noord-nieuw"
    changed = change_entry(entry=entry, content=a_content(entry.provider, hub="noord", title="Anders"),
                           seen=entry.version, by=editor)  # fmt: skip
    assert hub_of(changed) == "noord-nieuw noord-nieuw"


def test_who_changes_an_entry_of_a_hub_that_closed_does_not_change_its_region(
    two: tuple[Hub, Hub], editor: User
) -> None:
    north, _east = two
    entry = an_entry(hub="noord")
    Hub.objects.filter(pk=north.pk).update(closed_on=timezone.localdate())

    form = EntryForm(base=content_of(entry), by=editor)

    assert ("noord", "Noord") in form.fields["hub"].choices
    assert (form["hub"].value(), ("oost", "Oost") in form.fields["hub"].choices) == ("noord", True)


def test_who_saves_an_entry_of_one_of_two_providers_with_the_same_name_keeps_it_there(
    editor: User, terms: None
) -> None:
    ProviderFactory(name="Academie Voorbeeld")
    second = ProviderFactory(name="Academie Voorbeeld")
    entry = an_entry(provider=second)
    form = EntryForm({"title": "Anders", "summary": "Kort.", "provider": "Academie Voorbeeld"},
                           base=content_of(entry), by=editor)  # fmt: skip

    content = form.content(complete=False)

    assert content is not None
    assert content.provider == str(second.uuid)


def test_an_address_in_use_wins_over_a_former_one_and_merging_is_followed_to_the_end(two: tuple[Hub, Hub]) -> None:
    north, east = two
    renamed(north, "noorden")
    new = a_hub("noord")
    merged(north, east)
    merged(east, a_hub("zuid"))

    found = hubs_now(["noord", "noorden", "oost", "niets", ""])

    assert {slug: hub.slug for slug, hub in found.items()} == {"noord": "noord", "noorden": "zuid", "oost": "zuid"}
    assert found["noord"].pk == new.pk


def test_who_follows_the_feed_of_a_hub_that_merged_reads_on(client: Client, two: tuple[Hub, Hub]) -> None:
    north, east = two
    an_entry(hub="oost", title="Les in het oosten")
    merged(north, east)

    assert "Les in het oosten" in client.get("/feeds/aanbod.atom?knooppunt=noord").content.decode()
    assert client.get("/feeds/aanbod.atom?knooppunt=nergens").status_code == 404


@pytest.fixture
def editor() -> User:
    return a_user("editor")
