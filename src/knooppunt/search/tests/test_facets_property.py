"""Facet counts equal a count by hand, whatever is chosen."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest

from knooppunt.search.api import Buckets, Document, Near, Request, search
from knooppunt.search.tests.conftest import Shelf

KINDS, WORDS = ("training", "video", "les"), ("pijn", "rouw", "delier", "pijnbestrijding", "rouwen")
LEVELS = tuple(f"niveau-{number}" for number in range(12))
# Some 25 kilometres apart: (latitude, longitude, kilometres from the first)
PLACES = ((52.0, 5.0, 0), (52.225, 5.0, 25), (52.45, 5.0, 50), (53.2, 6.5, 168))
SOON = Buckets("start", {"week": (0, 8), "maand": (0, 32), "later": (32, None)})


def a_catalogue(chance: random.Random, size: int) -> list[Document]:
    return [
        Document(
            key=str(number),
            title=" ".join(chance.sample(WORDS, chance.randint(1, 2))),
            # A few have far more levels than the others: these do not fit in the columns of the facet.
            facets={
                "kind": [chance.choice(KINDS)],
                "level": chance.sample(LEVELS, chance.choice([0, 1, 2, 3] if number else [12])),
            },
            numbers={name: chance.randrange(60) for name in ("start", "price") if chance.random() < 0.8},
            places=[chance.choice(PLACES)[:2] for _number in range(chance.choice([0, 1, 1, 2]))],
            audience=[chance.choice(["public", "hub:1"])],
        )
        for number in range(size)
    ]


def by_hand(documents: list[Document], request: Request, leave_out: str = "") -> list[Document]:
    """What the request finds, without the choice made in one facet."""

    def fits(one: Document) -> bool:
        if request.text and not any(found_by(request.text, word) for word in one.title.split()):
            return False
        if not set(one.audience) & set(request.audience):
            return False
        for number, (low, high) in request.ranges.items():
            value = one.numbers.get(number)
            if value is None or (low is not None and value < low) or (high is not None and value > high):
                return False
        if request.near and not any(far_away(place) <= request.near.km for place in one.places):
            return False
        for facet, values in request.filters.items():
            if facet != leave_out and values and not set(one.facets.get(facet, ())) & set(values):
                return False
        chosen = request.bucket_filters.get("soon", ()) if leave_out != "soon" else ()
        return not chosen or any(in_bucket(one, name) for name in chosen)

    return [one for one in documents if fits(one)]


def found_by(asked: str, word: str) -> bool:
    """A compound is found by its parts, and a word by its other forms."""
    return word.startswith(asked) or {asked, word} == {"rouw", "rouwen"}


def far_away(place: tuple[float, float]) -> int:
    return next(km for *there, km in PLACES if tuple(there) == tuple(place))


def in_bucket(one: Document, name: str) -> bool:
    low, high = SOON.buckets[name]
    start = one.numbers.get("start")
    return start is not None and (low is None or start >= low) and (high is None or start < high)


def a_request(chance: random.Random) -> Request:
    def some(values: tuple[str, ...]) -> list[str]:
        return chance.sample(values, chance.randint(0, 2))

    return Request(
        text=chance.choice(["", *WORDS]),
        filters={"kind": some(KINDS), "level": some(LEVELS)},
        ranges=chance.choice([{}, {}, {"price": (None, 30)}, {"price": (10, 50)}]),
        near=chance.choice([None, None, Near(52.0, 5.0, 10), Near(52.0, 5.0, 30), Near(52.0, 5.0, 60)]),
        buckets={"soon": SOON},
        bucket_filters={"soon": some(tuple(SOON.buckets))},
        audience=chance.choice([["public"], ["public", "hub:1"]]),
        limit=200,
    )


@pytest.mark.parametrize("seed", range(3))
def test_facet_counts_equal_a_brute_force_count(shelf: Shelf, seed: int) -> None:
    chance = random.Random(seed)
    documents = a_catalogue(chance, 150)
    shelf.put(*documents)
    shelf.build()

    for _try in range(40):
        request = a_request(chance)
        results = search(request)

        assert {hit.key for hit in results.hits} == {one.key for one in by_hand(documents, request)}, request
        for facet in ("kind", "level"):
            expected = Counter(
                value for one in by_hand(documents, request, facet) for value in set(one.facets.get(facet, ()))
            )
            assert {row.value: row.count for row in results.facets[facet] if row.count} == dict(expected), request
        soon = by_hand(documents, request, "soon")
        assert {row.value: row.count for row in results.facets["soon"]} == {
            name: sum(in_bucket(one, name) for one in soon) for name in SOON.buckets
        }


def test_the_commonest_values_are_those_of_the_whole_count_and_a_chosen_one_stays(shelf: Shelf) -> None:
    shelf.put(*a_catalogue(random.Random(7), 60))
    shelf.build()
    request = Request(filters={"kind": ["training"]}, facets=["level", "kind"])
    whole = search(request).facets["level"]
    rarest = whole[-1].value

    few = search(replace(request, most_values=4)).facets["level"]
    chosen = search(replace(request, most_values=4, filters={"level": [rarest]})).facets["level"]

    assert few == whole[:4]
    assert len(whole) > 5
    assert [row.value for row in chosen if row.selected] == [rarest]
