"""Counting what is viewed, without knowing anybody: what counts, what does not, and who sees the numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from knooppunt.catalogue.actions.merging import merge_entries, undo_merge
from knooppunt.catalogue.models import Entry, EntryCount
from knooppunt.catalogue.offering import counting
from knooppunt.catalogue.queries.pages import mark_of
from knooppunt.catalogue.tests.factories import ProviderFactory, a_run, an_entry
from knooppunt.catalogue.tests.offering.factories import a_hub, a_user
from knooppunt.core import retention
from knooppunt.core.public_cache import PublicPages

pytestmark = pytest.mark.django_db
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
LINK = "https://voorbeeld.example/inschrijven?x=1"


@pytest.fixture(autouse=True)
def _nothing_waits() -> Iterator[None]:
    counting._waiting.clear()
    yield
    counting._waiting.clear()


def linked(**more: Any) -> Entry:
    return an_entry(links=[{"url": LINK, "kind": "enrol"}], **more)


def counted(entry: Entry) -> tuple[int, int] | None:
    row = EntryCount.objects.filter(entry=entry).first()
    return (row.viewed, row.followed) if row else None


def follow(client: Client, entry: Entry, agent: str = BROWSER, **more: str) -> HttpResponse:
    address = f"/aanbod/{entry.pk}/naar/{mark_of(LINK)}/"
    return client.get(address, headers={"user-agent": agent, **more})  # type: ignore[return-value]


def through_the_shelf() -> tuple[Callable[[HttpRequest], Any], list[str]]:
    """The public pages with their shelf before them; beside it, what had to be made."""
    from django.core.handlers.wsgi import WSGIHandler

    handler, made = WSGIHandler(), list[str]()

    def make(request: HttpRequest) -> Any:
        made.append(request.path)
        return handler.get_response(request)

    return PublicPages(make), made


@pytest.mark.django_db(transaction=True)  # within a transaction nothing is kept
def test_a_page_that_is_given_again_from_memory_counts_as_well(client: Client) -> None:
    entry = linked()
    pages, made = through_the_shelf()

    visits = 0
    while visits < 5 or (
        len(made) == visits and visits < 50
    ):  # a neighbour's commit on the same server empties the shelf
        request = RequestFactory(headers={"user-agent": BROWSER}).get(entry.get_absolute_url())
        assert pages(request).status_code == 200
        visits += 1
    counting.flush()

    assert 2 <= len(made) < visits  # the first time to learn that it is public, the second to keep it
    assert counted(entry) == (visits, 0)


def test_the_links_of_a_page_lead_by_our_address_to_where_they_led_and_count(client: Client) -> None:
    entry = linked()

    page = client.get(entry.get_absolute_url()).content.decode()
    answer = follow(client, entry)

    assert f'href="/aanbod/{entry.pk}/naar/{mark_of(LINK)}/"' in page
    assert (answer.status_code, answer["Location"], answer["Cache-Control"]) == (302, LINK, "no-store")
    assert not answer.cookies
    assert counting.flush() == 1
    assert counted(entry) == (0, 1)


def test_the_address_of_a_link_leads_nowhere_but_where_the_entry_links_to(client: Client) -> None:
    entry = linked()

    other = client.get(
        f"/aanbod/{entry.pk}/naar/{mark_of('https://elders.example/')}/", headers={"user-agent": BROWSER}
    )

    assert (other.status_code, other["Location"]) == (302, entry.get_absolute_url())
    assert counting.flush() == 0


def test_an_address_that_no_browser_can_go_to_is_no_error(client: Client) -> None:
    strange = "https://[voorbeeld.example/x"
    entry = an_entry(links=[{"url": strange, "kind": "site"}])

    answer = client.get(f"/aanbod/{entry.pk}/naar/{mark_of(strange)}/")

    assert (answer.status_code, answer["Location"]) == (302, entry.get_absolute_url())


def test_links_of_what_is_not_published_lead_nowhere(client: Client) -> None:
    assert follow(client, linked(state="concept")).status_code == 404


@pytest.mark.parametrize(
    ("agent", "more"),
    [
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", {}),
        ("curl/8.5.0", {}),
        ("", {}),
        (BROWSER, {"sec-purpose": "prefetch;prerender"}),
    ],
)
def test_robots_and_browsers_that_look_ahead_do_not_count(client: Client, agent: str, more: dict[str, str]) -> None:
    entry = linked()

    assert follow(client, entry, agent, **more).status_code == 302

    assert counting.flush() == 0


def test_a_run_is_enrolled_for_by_our_address_too(client: Client) -> None:
    entry = an_entry(runs=[a_run(10, enrol_url=LINK)])

    assert f"/naar/{mark_of(LINK)}/" in client.get(entry.get_absolute_url()).content.decode()


def test_numbers_of_two_processes_add_up_and_entries_that_are_gone_are_left_out() -> None:
    entry = linked()
    request = RequestFactory(headers={"user-agent": BROWSER}).get("/")
    for what in (counting.VIEWED, counting.VIEWED, counting.FOLLOWED):
        counting.note(request, entry.pk, what)
    counting.note(request, 999_999, counting.VIEWED)
    counting.flush()
    counting.note(request, entry.pk, counting.VIEWED)
    counting.flush()

    assert counted(entry) == (3, 1)
    assert EntryCount.objects.count() == 1


def test_what_cannot_be_written_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = linked()
    counting.note(RequestFactory(headers={"user-agent": BROWSER}).get("/"), entry.pk, counting.VIEWED)

    def refuse(_rows: Any) -> None:
        raise DatabaseError("busy")

    with monkeypatch.context() as patched:
        patched.setattr(counting, "_add", refuse)
        assert counting.flush() == 0

    assert counting.flush() == 1
    assert counted(entry) == (1, 0)


# ---- Who sees the numbers -------------------------------------------------------------------------------------------
def a_count(entry: Entry, *, days: int = 0, viewed: int = 4, followed: int = 1) -> None:
    day = timezone.localdate() - dt.timedelta(days=days)
    EntryCount.objects.create(entry=entry, day=day, viewed=viewed, followed=followed)


def test_a_provider_sees_the_numbers_of_its_own_entries_alone(client: Client) -> None:
    mine, other = ProviderFactory(), ProviderFactory()
    own, strange = an_entry(provider=mine, title="Eigen les"), an_entry(provider=other, title="Andere les")
    a_count(own)
    a_count(strange)
    client.force_login(a_user("provider", organisation=mine))

    page = client.get("/werkplek/aanbod/bezoek/").content.decode()

    assert "Eigen les" in page
    assert "Andere les" not in page
    assert client.get(f"/werkplek/aanbod/{own.pk}/bezoek/").status_code == 200
    assert client.get(f"/werkplek/aanbod/{strange.pk}/bezoek/").status_code == 404
    table = client.get("/werkplek/aanbod/bezoek/tabel/").content.decode()
    assert ("Eigen les" in table, "Andere les" in table) == (True, False)
    assert "4 keer bekeken" in client.get("/werkplek/ons-aanbod/").content.decode()


def test_a_hub_sees_its_region_and_an_editor_everything(client: Client) -> None:
    hub = a_hub()
    regional, national = an_entry(hub="noord", title="Regionale les"), an_entry(title="Landelijke les")
    a_count(regional)
    a_count(national)

    client.force_login(a_user("ambassador", hub=hub))
    of_hub = client.get("/werkplek/aanbod/bezoek/").content.decode()
    client.force_login(a_user("editor"))
    of_all = client.get("/werkplek/aanbod/bezoek/").content.decode()

    assert ("Regionale les" in of_hub, "Landelijke les" in of_hub) == (True, False)
    assert ("Regionale les" in of_all, "Landelijke les" in of_all) == (True, True)


def test_who_offers_and_keeps_nothing_sees_no_numbers(client: Client) -> None:
    client.force_login(a_user("member"))

    assert client.get("/werkplek/aanbod/bezoek/").status_code == 403


def test_weeks_begin_on_monday_and_those_without_views_are_there_too(client: Client) -> None:
    entry = an_entry()
    monday = timezone.localdate() - dt.timedelta(days=timezone.localdate().weekday())
    EntryCount.objects.create(entry=entry, day=monday - dt.timedelta(days=1), viewed=7)
    EntryCount.objects.create(entry=entry, day=monday - dt.timedelta(days=7), viewed=5, followed=2)
    client.force_login(a_user("editor"))

    rows = client.get(f"/werkplek/aanbod/{entry.pk}/bezoek/?weken=4").context["rows"]

    assert [(one.viewed, one.followed) for one in rows] == [(0, 0), (12, 2), (0, 0), (0, 0)]
    assert rows[1].monday == monday - dt.timedelta(days=7)


@pytest.mark.parametrize("number", [1, 3])
def test_the_pages_and_the_table_cost_the_same_for_one_entry_and_three(
    client: Client, number: int, django_assert_num_queries: Any
) -> None:
    for _number in range(number):
        a_count(an_entry())
    client.force_login(a_user("editor"))
    client.get("/werkplek/aanbod/bezoek/")

    with django_assert_num_queries(LIST):
        client.get("/werkplek/aanbod/bezoek/")
    with django_assert_num_queries(TABLE):
        client.get("/werkplek/aanbod/bezoek/tabel/")


LIST, TABLE = 6, 4


def test_numbers_of_three_years_ago_go() -> None:
    entry = an_entry()
    a_count(entry, days=1097)
    a_count(entry, days=1095)

    retention.run()

    assert [row.viewed for row in EntryCount.objects.all()] == [4]
    assert EntryCount.objects.get().day == timezone.localdate() - dt.timedelta(days=1095)


# ---- Two entries that become one ------------------------------------------------------------------------------------
def days_of(entry: Entry) -> dict[int, tuple[int, int]]:
    today = timezone.localdate()
    rows = EntryCount.objects.filter(entry=entry)
    return {(today - row.day).days: (row.viewed, row.followed) for row in rows}


def test_the_numbers_of_two_that_become_one_are_added_up_and_given_back() -> None:
    kept, gone, editor = an_entry(), an_entry(), a_user("editor")
    today = timezone.localdate()
    for entry, ago, viewed in [(kept, 0, 5), (gone, 0, 2), (gone, 1, 4), (gone, 2, 7)]:
        EntryCount.objects.create(entry=entry, day=today - dt.timedelta(days=ago), viewed=viewed, followed=1)

    merge = merge_entries(
        kept=kept, gone=gone, choices={}, seen={kept.pk: kept.version, gone.pk: gone.version}, by=editor
    )

    assert days_of(kept) == {0: (7, 2), 1: (4, 1), 2: (7, 1)}
    assert days_of(gone) == {}
    EntryCount.objects.filter(day=today).update(viewed=10)  # somebody looked since
    EntryCount.objects.filter(day=today - dt.timedelta(days=2)).delete()  # kept long enough
    undo_merge(merge=merge, by=editor)
    assert days_of(kept) == {0: (8, 1)}
    assert days_of(gone) == {0: (2, 1), 1: (4, 1)}


def test_what_was_counted_just_before_a_merge_counts_with_the_one_that_stays() -> None:
    kept, gone = an_entry(), an_entry("gearchiveerd")
    Entry.objects.filter(pk=gone.pk).update(merged_into=kept)
    request = RequestFactory().get("/", headers={"user-agent": BROWSER})
    for pk in (gone.pk, kept.pk):
        counting.note(request, pk, counting.VIEWED)

    counting.flush()

    assert (counted(kept), counted(gone)) == ((2, 0), None)


@pytest.mark.parametrize("number", [1, 3])
def test_adding_up_three_days_costs_what_one_costs(number: int, django_assert_num_queries: Any) -> None:
    kept, gone, today = an_entry(), an_entry(), timezone.localdate()
    for ago in range(number):
        EntryCount.objects.create(entry=gone, day=today - dt.timedelta(days=ago), viewed=1)

    with django_assert_num_queries(3):
        moved = counting.move_counts(gone=gone.pk, kept=kept.pk)

    assert (len(moved), len(days_of(kept))) == (number, number)
