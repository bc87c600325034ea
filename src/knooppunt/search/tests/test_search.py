"""What is found, in which order, and why."""

import pytest

from knooppunt.search.api import Buckets, Document, Near, Request, State, search, similar, suggest
from knooppunt.search.tests.conftest import Shelf

TITLES = {
    "pijn": "Pijnbestrijding thuis",
    "pijn-los": "Bestrijding van pijn in het hospice",
    "pijn-meten": "Pijn meten bij dementie",
    "rouw": "Rouwverwerking bij jonge kinderen",
    "rouw-kind": "Als een kind rouwt",
    "acp": "Proactieve zorgplanning met de huisarts",
    "sedatie": "Palliatieve sedatie in de praktijk",
    "palliatief": "Palliatief redeneren",
    "adem": "Kortademig: wat nu?",
    "gesprek": "Gesprekken voeren over het levenseinde",
}


@pytest.fixture
def filled(shelf: Shelf) -> Shelf:
    shelf.put(*(Document(key=key, title=title) for key, title in TITLES.items()))
    shelf.build()
    return shelf


def keys(text: str, **more) -> list[str]:
    return [hit.key for hit in search(Request(text=text, **more)).hits]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pijnbestrijding", {"pijn", "pijn-los"}),
        ("bestrijding van pijn", {"pijn", "pijn-los"}),
        ("pijn bestrijden", {"pijn", "pijn-los"}),
        ("pijnbestreiding", {"pijn", "pijn-los"}),
        ("palliatieve", {"sedatie", "palliatief"}),
        ("palliatie", {"sedatie", "palliatief"}),
        ("pallatief", {"sedatie", "palliatief"}),
        ("rouw", {"rouw", "rouw-kind"}),
        ("kinderen rouw", {"rouw", "rouw-kind"}),
        ("verwerken van rouw", {"rouw"}),
        ("ACP", {"acp"}),
        ("advance care planning", {"acp"}),
        ("dyspneu", {"adem"}),
        ("EOL", {"gesprek"}),
        ("gesprek", {"gesprek"}),
        ("einde van het leven", {"gesprek"}),
        ("pijn -dementie", {"pijn", "pijn-los"}),
        ('"van pijn"', {"pijn-los"}),
        ("motorfiets", set()),
        ("lever", set()),
        ("rauwkost", set()),
        ("pijn*", {"pijn", "pijn-los", "pijn-meten"}),
        ("rouwv*", {"rouw"}),
        ("kortad* nu", {"adem"}),
        ("pi*", set()),
        ("*", set(TITLES)),
        ("xqz*", set()),
    ],
)
def test_dutch_words_are_found_in_every_form(filled: Shelf, text: str, expected: set[str]) -> None:
    assert set(keys(text)) == expected


def test_an_exact_title_comes_first(filled: Shelf) -> None:
    assert keys("bestrijding van pijn")[0] == "pijn-los"
    assert keys("pijnbestrijding")[0] == "pijn"


def test_a_typing_error_is_mended_and_said(filled: Shelf) -> None:
    found = search(Request(text="Rouwverwerkign"))

    assert [hit.key for hit in found.hits] == ["rouw"]
    assert found.suggestion == "rouwverwerking"
    assert found.hits[0].reasons[1].code == "typo"


def test_nothing_gives_the_nearest_alternatives(filled: Shelf) -> None:
    found = search(Request(text="sedatie ruimtevaart"))

    assert (found.total, [hit.key for hit in found.alternatives]) == (0, ["sedatie"])


def test_what_can_be_booked_comes_first_and_says_so(shelf: Shelf) -> None:
    for key in ("past", "open", "on_request", "future"):
        shelf.put(Document(key=key, title="Omgaan met rouw", bookable=key))
    shelf.build()

    hits = search(Request(text="rouw")).hits

    assert [hit.key for hit in hits] == ["open", "future", "on_request", "past"]
    assert [reason.code for reason in hits[0].reasons] == ["title", "open"]


def test_a_facet_does_not_count_its_own_choice(shelf: Shelf) -> None:
    shelf.put(
        Document(key="1", title="rouw", facets={"kind": ["training"], "level": ["mbo", "hbo"]}),
        Document(key="2", title="rouw", facets={"kind": ["video"], "level": ["mbo"]}),
        Document(key="3", title="pijn", facets={"kind": ["video"], "level": ["wo"]}),
    )
    shelf.build()

    found = search(Request(text="rouw", filters={"kind": ["training"]}))

    assert found.total == 1
    assert [(row.value, row.count, row.selected) for row in found.facets["kind"]] == [
        ("training", 1, True),
        ("video", 1, False),
    ]
    assert [(row.value, row.count) for row in found.facets["level"]] == [("hbo", 1), ("mbo", 1)]


def test_buckets_may_overlap_and_sorting_and_ranges_use_numbers(shelf: Shelf) -> None:
    shelf.put(*(Document(key=str(day), title="les", numbers={"start": day, "price": 10 * day}) for day in (1, 5, 40)))
    shelf.build()
    soon = Buckets("start", {"week": (0, 7), "maand": (0, 31), "later": (31, None)})

    found = search(Request(buckets={"soon": soon}, bucket_filters={"soon": ["week"]}, sort="-price"))

    assert [hit.key for hit in found.hits] == ["5", "1"]
    assert [(row.value, row.count, row.selected) for row in found.facets["soon"]] == [
        ("week", 2, True),
        ("maand", 2, False),
        ("later", 1, False),
    ]
    assert keys("", ranges={"price": (50, None)}, sort="price") == ["5", "40"]


def test_near_keeps_what_is_in_reach_and_tells_how_far(shelf: Shelf) -> None:
    shelf.put(
        Document(key="amsterdam", title="les", places=[(52.37, 4.9), (53.2, 6.57)]),
        Document(key="maastricht", title="les", places=[(50.85, 5.69)]),
        Document(key="nowhere", title="les"),
    )
    shelf.build()

    found = search(Request(near=Near(52.38, 4.64, 25)))

    assert [(hit.key, round(hit.distance_km or 0)) for hit in found.hits] == [("amsterdam", 18)]


def test_who_asks_sees_hits_facets_and_suggestions_of_their_own(shelf: Shelf) -> None:
    shelf.put(
        Document(key="open", title="Rouw", facets={"kind": ["video"]}),
        Document(key="closed", title="Rouwgeheim", facets={"kind": ["geheim"]}, audience=["hub:1"]),
    )
    shelf.build()

    everybody, mine = Request(text="rouw"), Request(text="rouw", audience=["public", "hub:1"])

    assert keys("rouw") == ["open"]
    assert [row.value for row in search(everybody).facets["kind"]] == ["video"]
    assert {hit.key for hit in search(mine).hits} == {"open", "closed"}
    assert [row.text for row in suggest("rouw")] == ["rouw", "Rouw"]
    assert search(Request(text="rouwgehiem")).suggestion == ""


def test_similar_things_share_telling_words(filled: Shelf) -> None:
    filled.put(
        Document(key="pijn-2", title="Pijn bij dementie herkennen"), Document(key="pijn-3", title="Dementie en pijn")
    )
    filled.build()

    assert {hit.key for hit in similar("shelf", "pijn-meten")} == {"pijn-2", "pijn-3"}


def test_snippets_mark_the_words_and_hold_no_markup(shelf: Shelf) -> None:
    shelf.put(Document(key="1", title="Les", summary="<b>Over</b> pijnmeting en meer", body="x " * 400))
    shelf.build()

    (hit,) = search(Request(text="pijn")).hits

    assert [(piece.text, piece.marked) for piece in hit.snippet] == [
        ("<b>Over</b> ", False),
        ("pijnmeting", True),
        (" en meer", False),
    ]


@pytest.mark.parametrize(
    "text",
    ["x" * 10_000, "zorg " * 3_000, '"', '"" ""', '-"', "- - -", "*", "zorg*", "title:pijn", "a AND (b", "\u202eשלום", "😀",
     "NOT", "[1 TO 5]", "\\", "pijn^9", "~", "%", "\x00pijn", "١٢٣", "het de een", "-pijn", "'; --", "ﬃ", "İ"],
)  # fmt: skip
def test_anything_may_be_typed(filled: Shelf, text: str) -> None:
    assert search(Request(text=text)).state is State.READY
    suggest(text)


def test_without_an_index_it_says_so(shelf: Shelf) -> None:
    assert search(Request(text="pijn")).state is State.UNAVAILABLE


def test_asking_nothing_gives_everything_best_first(shelf: Shelf) -> None:
    for key in ("past", "future", "open", "on_request"):
        shelf.put(Document(key=key, title="Omgaan met rouw", bookable=key))
    shelf.build()

    assert keys("") == ["open", "future", "on_request", "past"]


def test_the_nearest_come_first_when_that_is_asked(shelf: Shelf) -> None:
    shelf.put(
        Document(key="far", title="Rouw", places=[(52.6, 4.9)]),
        Document(key="near", title="Over verlies en rouw", places=[(53.2, 6.5), (52.38, 4.64)]),
        Document(key="middle", title="Rouw rouw rouw", places=[(52.45, 4.7)]),
        Document(key="nowhere", title="Rouw"),
    )
    shelf.build()
    haarlem = Near(52.381, 4.637, 50)

    assert keys("rouw", near=haarlem, sort="distance") == ["near", "middle", "far"]
    assert keys("", near=haarlem, sort="distance", limit=1, offset=1) == ["middle"]
    assert set(keys("rouw", sort="distance")) == {"far", "near", "middle", "nowhere"}
