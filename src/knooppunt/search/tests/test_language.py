"""How Dutch words are read: forms, compounds, abbreviations, accents, and what is shown of them."""

import unicodedata

import pytest

from knooppunt.search.api import Document, Request, search, suggest
from knooppunt.search.tests.conftest import Shelf
from knooppunt.search.text.analysis import Analyser
from knooppunt.search.text.compounds import Lexicon
from knooppunt.search.text.fold import words
from knooppunt.search.text.stemmer import stem
from knooppunt.search.text.synonyms import Group, Synonyms

TITLES = {
    "als": "ALS: vooruitdenken",
    "anders": "Anders kijken als er niets meer te genezen is",
    "bosch": "Avond in 's-Hertogenbosch",
    "dieet": "De diëtist aan bed",
    "online": "E-learning signaleren",
    "mond": "Mondzorg bij zieken",
    "monden": "De mond en het gebit verzorgen",
    "nabestaanden": "Praten met nabestaanden",
    "samen": "Wond- en stomazorg voor beginners",
    "zorgplan": "Advance care planning met ouders",
    "plan": "Een plan voor de care van morgen",
    "niveau": "Lessen voor mbo 4",
}


@pytest.fixture
def filled(shelf: Shelf) -> Shelf:
    shelf.put(*(Document(key=key, title=title) for key, title in TITLES.items()))
    shelf.build()
    return shelf


def keys(text: str) -> set[str]:
    return {hit.key for hit in search(Request(text=text)).hits}


@pytest.mark.parametrize(
    "forms",
    [
        "tumor tumoren",
        "coordinator coordinatoren",
        "kantoor kantoren",
        "groep groepje groepen",
        "boom boompje bomen",
        "koning koninkje",
        "kamer kamertje",
        "straat straatje straten",
        "gesprek gesprekje gesprekken",
        "sterven stervend stervenden gestorven",
        "reflectie reflecteren",
        "functie functioneel",
        "cultuur culturele",
        "podcast podcasts",
        "advies adviezen",
        "verlies verloren verliezen",
    ],
)
def test_forms_of_a_word_are_one_word(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize("pair", ["geoefend oef", "bekend bek", "hersenen hers", "rouw trouw"])
def test_words_that_only_look_alike_stay_apart(pair: str) -> None:
    one, other = pair.split()

    assert stem(one) != stem(other)


def analyser(**counts: int) -> Analyser:
    return Analyser(Lexicon.learn(counts))


@pytest.mark.parametrize(
    ("written", "found_by"),
    [
        ("docentenhandleidingen", {"docent", "handleid"}),
        ("buddyproject", {"buddy", "project"}),
        ("oncologen", {stem("oncologie")}),
        ("zakkaartje", {"kaart"}),
        ("prentenboek", {"boek"}),
    ],
)
def test_a_compound_is_found_by_its_parts(written: str, found_by: set[str]) -> None:
    assert found_by <= set(analyser(buddy=2).tokens(written))


@pytest.mark.parametrize(
    ("written", "hidden"),
    [
        ("vertrouwen", "rouw"),
        ("beantwoorden", "woord"),
        ("begeleiders", "leider"),
        ("maandag", "maan"),
        ("netwerk", "werk"),
    ],
)
def test_a_word_that_hides_in_another_does_not_find_it(written: str, hidden: str) -> None:
    assert stem(hidden) not in analyser().tokens(written)


def test_a_long_word_that_was_seen_once_is_a_part_in_a_small_catalogue_only() -> None:
    word = next(words("knuffelaquarium"))

    assert analyser(knuffel=1, aquarium=1).read(word).parts == ("knuffel", "aquarium")
    assert analyser(knuffel=1, aquarium=1, zorg=5_000).read(word).parts == ()


def test_a_hyphen_that_stands_for_the_rest_of_a_word_is_filled_in() -> None:
    assert "wond+zorg" in analyser().tokens("wond- en stomazorg")


@pytest.mark.parametrize("text", ["'s-Hertogenbosch", "’s-hertogenbosch", "Hertogenbosch"])
def test_a_place_is_found_without_its_s(text: str) -> None:
    assert [word.pieces for word in words(text)] == [("hertogenbosch",)]


@pytest.mark.parametrize("text", ["mbo4", "mbo-4"])
def test_a_number_behind_a_word_is_a_word(text: str) -> None:
    assert [word.pieces for word in words(text)] == [("mbo", "4")]


def test_a_code_is_one_word() -> None:
    assert [word.pieces for word in words("K1006")] == [("k1006",)]


def test_a_label_does_not_find_what_is_merely_a_part_of_it() -> None:
    names = ("pijnbestrijding", "pijn", "analgesie")
    read = analyser()

    label = Synonyms.of([Group(names, names, is_label=True)], read)
    line = Synonyms.of([Group(names, names)], read)

    assert {shown for _tokens, shown in label.of_phrase(("pijn", "bestrijd"))} == {"analgesie"}
    assert {shown for _tokens, shown in line.of_phrase(("pijn", "bestrijd"))} == {"pijn", "analgesie"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ALS", {"als"}),
        ("als", {"als"}),
        ("vooruitdenken bij ALS", {"als"}),
        ("wondzorg", {"samen"}),
        ("mondverzorging", {"mond", "monden"}),
        ("nabestaandenzorg", {"nabestaanden"}),
        (unicodedata.normalize("NFD", "diëtist"), {"dieet"}),
        ("mbo4", {"niveau"}),
        ("s hertogenbosch", {"bosch"}),
        ("e learning", {"online"}),
        ("nabestaandenmotor", set()),
    ],
)
def test_what_is_found(filled: Shelf, text: str, expected: set[str]) -> None:
    assert keys(text) == expected


def test_what_is_found_by_the_beginning_of_a_compound_is_called_near(filled: Shelf) -> None:
    found = search(Request(text="nabestaandenzorg"))

    assert found.loosened
    assert "“nabestaanden”" in found.hits[0].reasons[0].words


def test_accents_of_texts_that_hold_them_apart_do_not_cut_words(shelf: Shelf) -> None:
    shelf.put(Document(key="a", title=unicodedata.normalize("NFD", "De diëtist")))
    shelf.build()

    assert keys("diëtist") == {"a"}


def test_a_suggestion_has_its_accents(filled: Shelf) -> None:
    assert search(Request(text="diëtisst")).suggestion == "diëtist"


def test_nothing_is_suggested_that_leads_nowhere(filled: Shelf) -> None:
    assert search(Request(text="motorfiets helikoptr")).suggestion == ""


def test_words_of_another_name_are_only_marked_together(filled: Shelf) -> None:
    hits = {hit.key: hit for hit in search(Request(text="acp OR plan", limit=9)).hits}
    hits |= {hit.key: hit for hit in search(Request(text="acp")).hits}

    assert [piece.text for piece in hits["zorgplan"].title_pieces if piece.marked] == ["Advance", "care", "planning"]


def test_what_stands_for_a_compound_is_said_as_it_is(filled: Shelf) -> None:
    reasons = {hit.key: [reason.words for reason in hit.reasons] for hit in search(Request(text="mondverzorging")).hits}

    assert any("mondzorg" in words for words in reasons["mond"])
    assert not any("“mondverzorging” in" in words for words in reasons["mond"])


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("staanden", "nabestaanden"), ("nabestan", "nabestaanden"), ("dieti", "diëtist"), ("elea", "e-learning")],
)
def test_what_is_being_typed_is_completed(filled: Shelf, typed: str, offered: str) -> None:
    assert offered in [one.text for one in suggest(typed)]


def test_only_words_of_texts_are_offered(filled: Shelf) -> None:
    assert suggest("dyspnoaa") == []


def test_a_compound_that_nobody_wrote_may_be_a_typing_error(shelf: Shelf) -> None:
    shelf.put(
        Document(key="a", title="Levensvragen"),
        Document(key="b", title="Spullen te leen"),
        Document(key="c", title="Vragen"),
    )
    shelf.build()

    found = search(Request(text="leensvragen"))

    assert [hit.key for hit in found.hits] == ["a"]
    assert (found.suggestion, found.loosened) == ("levensvragen", False)


def test_a_word_that_only_stands_in_a_compound_is_known_too(shelf: Shelf) -> None:
    shelf.put(Document(key="a", title="Goede katheterzorg"))
    shelf.build()

    assert keys("katheder") == {"a"}


@pytest.mark.parametrize(("text", "suggestion"), [("plaxs", "plaas"), ("lessxn", ""), ("plaxs motorfiets", "")])
def test_for_a_short_word_that_nobody_wrote_one_is_suggested(shelf: Shelf, text: str, suggestion: str) -> None:
    shelf.put(Document(key="a", title="De plaas van vroeger"))
    shelf.build()

    found = search(Request(text=text))

    assert (found.total, found.suggestion) == (0, suggestion)
