"""What a question is understood as: words that say little, other last parts, hyphens, and short words with two errors."""

from __future__ import annotations

import pytest

from knooppunt.search.api import Document, Request, search
from knooppunt.search.tests.conftest import Shelf
from knooppunt.search.text.stemmer import stem


def keys(text: str) -> set[str]:
    return {hit.key for hit in search(Request(text=text)).hits}


@pytest.mark.parametrize(
    "forms",
    ["doodgaan doodgaat", "omgaan omgaat omging", "bijstaan bijstaat bijgestaan", "ziek ziekte ziekten", "stil stilte"],
)
def test_forms_of_short_verbs_and_of_what_something_is_are_one_word(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize("word", ["prostaat", "staat", "bijwerking", "nieuws", "stage"])
def test_words_that_only_look_like_a_form_stay_themselves(word: str) -> None:
    assert stem(word) == word


def test_a_participle_is_found_by_its_verb_and_the_other_way_round(shelf: Shelf) -> None:
    shelf.put(Document(key="a", title="Vertaalde folders"), Document(key="b", title="De verhuizing"))
    shelf.build()

    assert keys("vertalingen") == keys("vertalen") == {"a"}
    assert keys("verhuisd") == {"b"}


@pytest.mark.parametrize(
    "text", ["verzorgen van wonden", "wonden verzorgen", "wondverzorging", "verzorging van een wond"]
)
def test_words_written_apart_find_a_compound_with_another_last_part(shelf: Shelf, text: str) -> None:
    shelf.put(Document(key="a", title="Basis wondzorg"), Document(key="b", title="Verzorging van baby’s"))
    shelf.build()

    found = search(Request(text=text))

    assert [hit.key for hit in found.hits] == ["a"]
    assert any("wondzorg" in reason.words for reason in found.hits[0].reasons)


@pytest.mark.parametrize(
    ("title", "text"), [("Een hoog-laagbed", "hooglaagbed"), ("Train de trainer", "train-de-trainer")]
)
def test_hyphens_may_be_left_out_or_put_in(shelf: Shelf, title: str, text: str) -> None:
    shelf.put(Document(key="a", title=title), Document(key="b", title="Een laag bed bij de trein"))
    shelf.build()

    assert keys(text) == {"a"}


def test_what_stands_before_many_verbs_is_no_part_of_a_compound(shelf: Shelf) -> None:
    shelf.put(
        Document(key="a", title="Uitspraken van de rechter"), Document(key="b", title="Je verwachting uitspreken")
    )
    shelf.build()

    assert keys("uitspraak") == {"a"}


def test_people_need_not_be_named(shelf: Shelf) -> None:
    shelf.put(Document(key="a", title="Rouwen"), Document(key="b", title="Oude mensen"))
    shelf.build()

    assert keys("rouwende mensen") == {"a"}
    assert keys("mensen") == {"b"}


def test_what_says_least_is_left_out_when_nothing_has_all_words(shelf: Shelf) -> None:
    shelf.put(Document(key="a", title="Levensvragen"), Document(key="b", title="Zorg in de wijk"))
    shelf.build()

    found = search(Request(text="hulp bij levensvragen"))

    assert ([hit.key for hit in found.hits], found.loosened) == (["a"], True)
    assert keys("hulp bij motorfietsen") == set()


@pytest.mark.parametrize(("typed", "meant"), [("dilir", "delier"), ("hospis", "hospice"), ("demtie", "dementie")])
def test_a_short_word_with_two_errors_is_a_word_of_the_field_when_nothing_else_is_found(
    shelf: Shelf, typed: str, meant: str
) -> None:
    shelf.put(Document(key="a", title=f"Over {meant}"))
    shelf.build()

    found = search(Request(text=typed))

    assert ([hit.key for hit in found.hits], found.suggestion) == (["a"], meant)


@pytest.mark.parametrize("typed", ["klant", "krant", "meester", "zwemmen"])
def test_another_short_word_is_no_typing_error(shelf: Shelf, typed: str) -> None:
    shelf.put(Document(key="a", title="Klacht, kracht, master en zweten"))
    shelf.build()

    assert keys(typed) == set()


def test_no_name_runs_from_one_keyword_into_the_next(shelf: Shelf) -> None:
    shelf.put(
        Document(key="a", title="Dialyse", keywords=["hbo-verpleegkundige", "medisch specialist"]),
        Document(key="b", title="Leiderschap", keywords=["verpleegkundig specialist"]),
    )
    shelf.build()

    assert keys("MANP") == {"b"}


def test_another_name_of_a_part_is_tried_when_nothing_is_found(shelf: Shelf) -> None:
    shelf.put(Document(key="a", title="Uitzaaiingen in de hersenen"), Document(key="b", title="De hersenen"))
    shelf.build()

    assert keys("hersenmetastasen") == {"a"}


def test_what_looks_like_parts_of_a_word_with_an_error_does_not_count(shelf: Shelf) -> None:
    shelf.put(Document(key="a", title="In het ziekenhuis"), Document(key="b", title="Een huis voor zieke kinderen"))
    shelf.build()

    found = search(Request(text="ziekehuis"))

    assert ([hit.key for hit in found.hits], found.suggestion) == (["a"], "ziekenhuis")


def test_a_known_name_stands_together_unless_nothing_has_it_so(shelf: Shelf) -> None:
    shelf.put(
        Document(key="a", title="Leiderschap", summary="Voor de verpleegkundig specialist."),
        Document(
            key="b",
            title="Dialyse",
            summary="Verpleegkundigen leren nieren, filters, slangen, pompen en naalden kennen van een specialist.",
        ),
    )
    shelf.build()
    assert keys("verpleegkundig specialist") == {"a"}

    del shelf.documents["a"]
    shelf.build()

    assert keys("verpleegkundig specialist") == {"b"}


def test_not_is_no_word_that_must_be_there(shelf: Shelf) -> None:
    shelf.put(Document(key="a", title="Mantelzorg"), Document(key="b", title="Niet reanimeren"))
    shelf.build()

    assert keys("mantelzorg kan niet meer") == {"a"}
    assert keys("niet reanimeren") == {"b"}


@pytest.mark.parametrize(
    "forms",
    ["opnemen opgenomen", "meenemen meeneemt", "bidden gebeden gebed", "uitspraak uitspraken", "afspraak afgesproken"],
)
def test_forms_of_strong_verbs_are_one_word(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize("pair", ["aandacht denken", "verlaging liggen", "vroeg vragen"])
def test_what_only_looks_like_a_strong_verb_is_none(pair: str) -> None:
    one, other = pair.split()

    assert stem(one) != stem(other)
