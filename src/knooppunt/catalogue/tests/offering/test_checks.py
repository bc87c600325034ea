"""What a machine notices before a person looks, and how a change is compared."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from knooppunt.catalogue.offering.checks import check, likely_duplicates, stops
from knooppunt.catalogue.offering.differences import conflicts, differences, merged
from knooppunt.catalogue.offering.models import LinkCheck
from knooppunt.catalogue.tests.factories import ProviderFactory, a_content, a_run, an_entry
from knooppunt.catalogue.tests.offering.factories import good_content

pytestmark = pytest.mark.django_db
QUERIES = 4
YESTERDAY = (timezone.localdate() - dt.timedelta(days=1)).isoformat()


def codes(**more: object) -> set[str]:
    return {one.code for one in check(good_content(**more), provider_name="Academie")}


def test_nothing_is_noticed_about_a_good_one() -> None:
    assert codes() == set()


def test_what_is_missing_late_or_over_is_noticed(terms: None) -> None:
    assert codes(summary="") == {"problem"}
    assert codes(runs=[a_run(-3)]) == {"runs"}
    assert codes(runs=[a_run(3, state="cancelled")]) == {"runs"}
    assert codes(runs=[], is_on_request=True) == set()
    assert codes(accreditations=[{"register": "kr-vv", "points": "6", "valid_until": YESTERDAY}]) == {"accreditation"}
    assert codes(kind="material", runs=[]) == {"licence"}


def test_only_what_must_be_mended_stops() -> None:
    found = check(a_content(runs=[a_run(-3)]))

    assert [one.field for one in stops(found)] == ["provider"]
    assert len(found) == 2


def test_a_link_that_is_known_to_be_dead_is_noticed() -> None:
    url = "https://weg.voorbeeld.nl/x"
    LinkCheck.objects.create(url=url, outcome=LinkCheck.Outcome.DEAD)

    found = check(good_content(links=[{"url": url}]), provider_name="Academie")

    assert [(one.code, one.field) for one in found] == [("link", "links.0.url")]


@pytest.mark.parametrize(
    ("title", "is_alike"),
    [
        ("Zorg in de laatste dagen", True),
        ("De laatste dagen: zorg in", True),
        ("zorg in de laatste dagen!", True),
        ("Zorg in de laatste weken van het jaar", False),
        ("Rouw bij jongeren", False),
    ],
)
def test_a_title_that_is_there_already_is_noticed(title: str, is_alike: bool) -> None:
    entry = an_entry()

    found = likely_duplicates(good_content(title=title))

    assert [one.entry for one in found] == ([entry] if is_alike else [])


def test_another_kind_or_the_entry_itself_is_no_duplicate() -> None:
    entry = an_entry()

    assert not likely_duplicates(good_content(kind="material", runs=[]))
    assert not likely_duplicates(good_content(), apart_from=entry)


def test_with_the_same_provider_less_likeness_is_enough() -> None:
    provider = ProviderFactory()
    an_entry(provider=provider, title="Zorg in de laatste dagen van het leven")

    title = "Zorg in de laatste dagen"
    assert not likely_duplicates(good_content(title=title))
    assert likely_duplicates(good_content(title=title, provider=str(provider.uuid)))


@pytest.mark.parametrize("count", [1, 3])
def test_checking_asks_the_same_number_of_questions(django_assert_num_queries: object, count: int) -> None:
    for number in range(count):
        an_entry(title=f"Zorg in de laatste dagen {number}")
    content = good_content(links=[{"url": f"https://site.nl/{n}"} for n in range(count)])

    with django_assert_num_queries(QUERIES):  # type: ignore[operator]
        check(content, provider_name="Academie")


# ---- Differences ----------------------------------------------------------------------------------------------------
BASE = {"title": "A", "group_size": "10", "certificate": "Bewijs"}


def test_both_changes_come_together_and_a_person_chooses_where_both_changed() -> None:
    now = {"title": "A", "group_size": "12", "certificate": "Diploma"}
    mine = {"title": "B", "group_size": "10", "certificate": "Getuigschrift"}

    assert conflicts(BASE, now, mine) == ["certificate"]
    assert merged(BASE, now, mine) == {"title": "B", "group_size": "12", "certificate": "Getuigschrift"}
    assert merged(BASE, now, mine, keep={"certificate", "title"}) == {
        "title": "A",
        "group_size": "12",
        "certificate": "Diploma",
    }
    rows = {row.field: row for row in differences(BASE, now, mine, {})}
    assert (rows["title"].is_proposed, rows["title"].is_changed_meanwhile, rows["title"].is_conflict) == (
        True,
        False,
        False,
    )
    assert rows["certificate"].is_conflict
    assert not rows["group_size"].is_proposed


def test_the_same_change_twice_is_no_conflict_and_emptying_is_a_change() -> None:
    assert conflicts(BASE, {**BASE, "title": "B"}, {**BASE, "title": "B"}) == []
    assert merged(BASE, BASE, {"title": "A", "certificate": "Bewijs"}) == {"title": "A", "certificate": "Bewijs"}
    assert differences(BASE, BASE, {**BASE, "terms": "", "links": []}, {}) == []
    free = differences({"price_incl": 500}, {"price_incl": 500}, {"price_incl": 0}, {})
    assert [row.proposed for row in free] == ["€ 0"]
