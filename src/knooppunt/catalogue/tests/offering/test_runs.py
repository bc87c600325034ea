"""All runs of a training: added in a row, copied, changed, cancelled, taken away; however many, and also those that are over."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from knooppunt.accounts.models import User
from knooppunt.catalogue.content import MOST_RUNS, EntryContent
from knooppunt.catalogue.offering.actions import runs
from knooppunt.catalogue.offering.models import Submission
from knooppunt.catalogue.tests.factories import ProviderFactory, a_run, an_entry
from knooppunt.catalogue.tests.offering.factories import a_draft, a_user
from knooppunt.network.models import Organisation


def days(first: str, every: str, times: int) -> list[str]:
    return [day.isoformat() for day in runs.days_in_a_row(dt.date.fromisoformat(first), every=every, times=times)]


@pytest.mark.parametrize(
    ("first", "every", "found"),
    [
        ("2026-12-22", runs.WEEKLY, ["2026-12-22", "2026-12-29", "2027-01-05"]),
        ("2026-12-22", runs.FORTNIGHTLY, ["2026-12-22", "2027-01-05", "2027-01-19"]),
        ("2026-12-31", runs.MONTHLY_DATE, ["2026-12-31", "2027-01-31", "2027-02-28"]),
        ("2026-12-08", runs.MONTHLY_WEEKDAY, ["2026-12-08", "2027-01-12", "2027-02-09"]),  # the second Tuesday
        ("2026-12-29", runs.MONTHLY_WEEKDAY, ["2026-12-29", "2027-01-26", "2027-02-23"]),  # the fifth, or else the last
    ],
)
def test_days_in_a_row(first: str, every: str, found: list[str]) -> None:
    assert days(first, every, 3) == found


def test_taking_a_date_away_takes_the_points_that_were_for_it_alone() -> None:
    key = "7d1f9a52-4a8e-4a68-9c55-0f3c9f5e6a01"
    content = EntryContent.from_dict({
        "kind": "training", "runs": [a_run(3, key=key)],
        "accreditations": [{"register": "a", "points": 1, "run": key}, {"register": "b", "points": 2}],
    })  # fmt: skip

    left = runs.drop_run(content, key)

    assert (len(left.runs), [one.register for one in left.accreditations]) == (0, ["b"])


def rolled(runs_: list[dict[str, Any]], *, today: str = "2026-11-22", **more: Any) -> EntryContent:
    content = EntryContent.from_dict({"kind": "training", "runs": runs_, **more})
    return runs.rolled_over(content, today=dt.date.fromisoformat(today))


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (["2026-12-08"], ["2026-12-08", "2027-12-07"]),  # a Tuesday again; what is still to come stays
        (
            ["2025-03-04", "2026-03-03", "2026-10-06"],
            ["2025-03-04", "2026-03-03", "2026-10-06", "2027-03-02", "2027-10-05"],
        ),
        (["2026-09-08", "2027-03-02"], ["2026-09-08", "2027-03-02", "2027-09-07", "2028-02-29"]),  # a school year
        (["2023-05-09"], ["2023-05-09", "2027-05-04"]),  # long ago: as many years as it takes
        ([], []),
    ],
)
def test_the_last_year_comes_once_more_and_what_is_there_stays(given: list[str], found: list[str]) -> None:
    assert [str(run.starts_on) for run in rolled([{"starts_on": day} for day in given]).runs] == found


def test_what_moves_to_next_year_is_planned_and_free_again() -> None:
    key = "7d1f9a52-4a8e-4a68-9c55-0f3c9f5e6a01"
    content = rolled(
        [
            {"starts_on": "2026-03-03", "key": key, "state": "full", "seats": 10, "seats_left": 0,
             "windows": [{"group": "leden", "closes_on": "2026-02-01"}]},
            {"starts_on": "2026-04-07", "state": "cancelled"},
        ],
        accreditations=[
            {"register": "a", "points": 1, "run": key}, {"register": "b", "points": 1, "run": key, "valid_until": "2026-12-31"},
            {"register": "c", "points": 2},
        ],
    )  # fmt: skip

    new = content.runs[-1]

    assert (len(content.runs), new.state, new.seats, new.seats_left) == (3, "planned", 10, None)
    assert new.windows[0].closes_on == dt.date(2027, 1, 31)
    assert [(one.register, one.run == new.key) for one in content.accreditations] == [
        ("a", False), ("b", False), ("c", False), ("a", True),
    ]  # fmt: skip


# ---- Pages ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def provider(db: None) -> Organisation:
    return ProviderFactory()


@pytest.fixture
def teacher(client: Client, provider: Organisation) -> User:
    user = a_user("provider", organisation=provider)
    client.force_login(user)
    return user


def url_of(draft: Submission) -> str:
    return f"/werkplek/ons-aanbod/voorstel/{draft.uuid}/data/"


def stored(draft: Submission) -> EntryContent:
    draft.refresh_from_db()
    return EntryContent.from_stored(draft.content)


def test_dates_come_in_a_row_and_those_that_are_there_already_are_left(
    client: Client, provider: Organisation, teacher: User
) -> None:
    draft = a_draft(provider, teacher, runs=[{"starts_on": "2030-12-17", "place": "Assen"}])

    answer = client.post(
        url_of(draft), {"first": "10-12-2030", "every": "week", "times": "3", "place": "Assen", "price_incl": "95,50"}
    )

    assert answer.status_code == 302
    found = stored(draft).runs
    assert [str(run.starts_on) for run in found] == ["2030-12-10", "2030-12-17", "2030-12-24"]
    assert [run.price_incl for run in found] == [9550, None, 9550]


@pytest.mark.parametrize(
    "typed",
    [
        {"first": "10-12-2030", "every": "week"},
        {"first": "10-12-2030", "every": "week", "times": "101"},
        {"first": "10-12-2030", "every": "elke dag", "times": "3"},
        {"first": "99-12-2030"},
        {},
        {"first": "10-12-2030", "starts_at": "16.00", "ends_at": "9.00"},
        {"first": "9999-12-30", "every": "week", "times": "3"},
    ],
)
def test_what_cannot_be_is_told_and_what_was_typed_stays(
    client: Client, provider: Organisation, teacher: User, typed: dict[str, str]
) -> None:
    draft = a_draft(provider, teacher)

    answer = client.post(url_of(draft), typed | {"place": "Nergenshuizen"})

    assert answer.status_code == 422
    assert "Nergenshuizen" in answer.content.decode()
    assert len(stored(draft).runs) == 1


def test_no_more_dates_than_fit(client: Client, provider: Organisation, teacher: User) -> None:
    many = [a_run(number + 1) for number in range(MOST_RUNS)]
    draft = a_draft(provider, teacher, runs=many)

    answer = client.post(url_of(draft), {"first": "10-12-2040"})

    assert answer.status_code == 422
    assert f"Hoogstens {MOST_RUNS} data" in answer.content.decode()


def test_dates_that_are_over_and_all_others_can_be_reached_page_by_page(
    client: Client, provider: Organisation, teacher: User
) -> None:
    draft = a_draft(provider, teacher, runs=[a_run(days) for days in (-400, -3, *range(1, 121))])

    pages = [client.get(f"{url_of(draft)}?page={number}").context["rows"] for number in (1, 2, 3)]
    over = client.get(f"{url_of(draft)}?lijst=voorbij").context["rows"]

    assert [len(rows) for rows in pages] == [50, 50, 20]
    assert len({row["key"] for rows in pages for row in rows}) == 120
    assert len(over) == 2


def test_a_date_is_copied_cancelled_opened_again_and_taken_away(
    client: Client, provider: Organisation, teacher: User
) -> None:
    draft = a_draft(provider, teacher, runs=[{"starts_on": "2030-12-10", "place": "Assen", "seats_left": 3}])
    key = stored(draft).runs[0].key

    def press(act: str) -> Any:
        return client.post(url_of(draft), {"act": act, "key": key})

    copied = press("copy")
    _first, second = stored(draft).runs
    assert (str(second.starts_on), second.place, second.seats_left) == ("2030-12-17", "Assen", None)
    assert copied["Location"] == f"{url_of(draft)}{second.key}/"
    press("cancel")
    assert [run.state for run in stored(draft).runs] == ["cancelled", "open"]
    press("reopen")
    assert stored(draft).runs[0].state == "open"
    press("drop")
    assert [run.key for run in stored(draft).runs] == [second.key]
    assert press("drop").status_code == 302  # once more changes nothing
    assert len(stored(draft).runs) == 1


def test_one_date_in_two_windows_shows_what_the_other_made_of_it(
    client: Client, provider: Organisation, teacher: User, terms: None
) -> None:
    draft = a_draft(provider, teacher, runs=[{"starts_on": "2030-12-10", "place": "Assen"}])
    url = f"{url_of(draft)}{stored(draft).runs[0].key}/"
    seen = client.get(url).context["seen"]
    typed = {"starts_on": "2030-12-10", "state": "open", "price_per": "person", "seen": seen}

    first = client.post(url, typed | {"place": "Zwolle"})
    second = client.post(url, typed | {"place": "Haarlem"})

    assert (first.status_code, second.status_code) == (302, 422)
    page = second.content.decode()
    assert ("Zwolle" in page, 'value="Haarlem"' in page) == (True, True)
    assert stored(draft).runs[0].place == "Zwolle"
    assert client.post(url, typed | {"place": "Haarlem", "seen": second.context["seen"]}).status_code == 302
    assert stored(draft).runs[0].place == "Haarlem"


def test_one_date_is_changed_in_everything(client: Client, provider: Organisation, teacher: User, terms: None) -> None:
    past = (timezone.localdate() - dt.timedelta(days=40)).isoformat()
    draft = a_draft(provider, teacher, runs=[{"starts_on": past, "place": "Assen", "latitude": 53, "longitude": 6.5}])
    url = f"{url_of(draft)}{stored(draft).runs[0].key}/"
    page = client.get(url).content.decode()
    assert past in page

    typed = {
        "starts_on": past, "place": "Assen", "address": "Voorbeeldweg 1", "price_incl": "1.000,50", "price_per": "group",
        "state": "full", "windows": "leden; 1-10-2026; 1-12-2026",
    }  # fmt: skip
    assert client.post(url, typed).status_code == 302

    run = stored(draft).runs[0]
    assert (run.address, run.price_incl, run.price_per, run.state) == ("Voorbeeldweg 1", 100_050, "group", "full")
    assert (run.latitude, run.windows[0].group) == (53, "leden")
    assert "1000,50" in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("field", "text"),
    [("starts_on", ""), ("ends_on", "1-1-2020"), ("price_incl", "-1"), ("enrol_url", "javascript:x"), ("seats", "veel"),
     ("state", "weg"), ("windows", "leden; geen dag")],
)  # fmt: skip
def test_what_is_wrong_with_one_date_stands_on_the_page(
    client: Client, provider: Organisation, teacher: User, field: str, text: str
) -> None:
    draft = a_draft(provider, teacher, runs=[{"starts_on": "2030-12-10"}])
    before = stored(draft)

    answer = client.post(
        f"{url_of(draft)}{before.runs[0].key}/",
        {"starts_on": "2030-12-10", "state": "open", "price_per": "person", field: text},
    )

    assert answer.status_code == 422
    assert stored(draft) == before


def test_what_is_with_a_reviewer_shows_its_dates_but_changes_none(
    client: Client, provider: Organisation, teacher: User
) -> None:
    draft = a_draft(provider, teacher)
    Submission.objects.filter(pk=draft.pk).update(state="ingediend", submitted_at=timezone.now())

    assert 'name="act"' not in client.get(url_of(draft)).content.decode()
    client.post(url_of(draft), {"act": "drop", "key": stored(draft).runs[0].key})

    assert len(stored(draft).runs) == 1


def test_who_keeps_the_catalogue_changes_the_dates_of_an_entry(client: Client, terms: None) -> None:
    entry = an_entry(runs=[{"starts_on": "2030-12-10"}])
    client.force_login(a_user("editor"))
    url = f"/werkplek/aanbod/{entry.pk}/data/"

    client.post(url, {"days": "17-12-2030\n24-12-2030"})
    client.post(url, {"act": "cancel", "key": str(entry.runs.get(starts_on="2030-12-17").key)})

    assert [(str(run.starts_on), run.state) for run in entry.runs.all()] == [
        ("2030-12-10", "open"),
        ("2030-12-17", "cancelled"),
        ("2030-12-24", "open"),
    ]


def test_what_is_no_training_has_no_dates(client: Client, provider: Organisation, teacher: User) -> None:
    draft = a_draft(provider, teacher, kind="material", runs=[])
    assert client.get(url_of(draft)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_date_and_three(
    client: Client, provider: Organisation, teacher: User, django_assert_num_queries: Any, count: int
) -> None:
    draft = a_draft(provider, teacher, runs=[a_run(number + 1) for number in range(count)])
    client.get(url_of(draft))

    with django_assert_num_queries(4):
        client.get(url_of(draft))
