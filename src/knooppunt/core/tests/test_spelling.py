"""How a person can be written in texts, and what is somebody else."""

from __future__ import annotations

import json
import unicodedata
from urllib.parse import quote, quote_plus

import pytest
from django.utils.html import escape

from knooppunt.core.persons import Needles
from knooppunt.core.persons.spelling import without_titles

NAME, EMAIL, PHONE = "Zoë van 't Hart-Ångström", "zoe.hart@voorbeeld.example", "+31 6 9876 5432"
NEEDLES = Needles([EMAIL], [NAME], [PHONE])


@pytest.mark.parametrize(
    "text",
    [
        NAME,
        "ZOË VAN 'T HART-ÅNGSTRÖM",
        "zoe van t hart angstrom",
        unicodedata.normalize("NFD", NAME),
        "Zoë van ’t Hart-Ångström",
        "gesproken met Zoë van 't\nHart-Ångströms collega",
        "https://voorbeeld.example/wie/zoe-van-t-hart-angstrom",
        f"https://voorbeeld.example/?q={quote(NAME)}&p=2",
        f"https://voorbeeld.example/?q={quote_plus(NAME)}",
        f"https://voorbeeld.example/?q={quote(unicodedata.normalize('NFD', NAME))}",
        escape(NAME),
        "Zo&euml; van &#39;t Hart-&Aring;ngstr&ouml;m",
        json.dumps({"a": f"\n{NAME}"}),
        "van 't Hart-Ångström, Zoë",
        "Hart-Ångström, Zoë van 't",
        "N:Hart-Ångström;Zoë;van 't;;",
        '"Zoë";"van \'t Hart-Ångström";"docent"',
        "verslag_Zoe_van_t_Hart_Angstrom.pdf",
        "Zoë\u00a0van\u00a0't\u00a0Hart\u2011Ångström",
        "ZOE.Hart@Voorbeeld.Example, zoe.hart@voorbeeld.example",
        "mailto:zoe.hart%40voorbeeld.example",
        "?aan=%3Czoe.hart%40voorbeeld.example%3E",
        json.dumps(f"aan:\n{EMAIL}"),
        "bel 06 98765432",
        "bel 06-98 76 54 32",
        "bel (06) 98.76.54.32",
        "0031698765432",
        "+31 (0)6 9876 5432",
        "tel:+31-6-98765432",
        "?tel=%2B31698765432",
    ],
)
def test_a_person_is_found_and_cleaned_in_every_spelling(text: str) -> None:
    assert NEEDLES.found_in(text)
    left = NEEDLES.cleaned(text, "[…]").lower()
    assert not any(trace in left for trace in ("hart", "ngstr", "7654", "76 54", "76.54", "98765432"))


@pytest.mark.parametrize(
    "text",
    [
        "FRANÇOISE D’ÅNGSTRÖM-O’NEILL",
        "francoise d angstrom oneill",
        "dAngstrom-ONeill, Francoise",
        "https://voorbeeld.example/team/francoise-d-angstrom-o-neill?x=1",
        "verslag_Francoise_d_Angstrom_ONeill.pdf",
        escape("Françoise d'Ångström-O'Neill"),
    ],
)
def test_an_apostrophe_inside_a_name_is_written_in_many_ways(text: str) -> None:
    needles = Needles([], ["Françoise d'Ångström-O'Neill"], [])

    assert "neill" not in needles.cleaned(text, "[…]").lower()


@pytest.mark.parametrize(
    "text",
    [
        "Zoë van 't Hart",
        "Zoë, Hart-Ångström en anderen",
        "Amazoë van 't Hart-Ångström",
        "Zoë van 't Hart-Ångströmberg",
        "anders.zoe.hart@voorbeeld.example",
        "zoe.hart@voorbeeld.example-school.nl",
        "06 9876 54321",
        "106 9876 5432",
    ],
)
def test_somebody_else_is_left_alone(text: str) -> None:
    assert NEEDLES.cleaned(text, "[…]") == text


def test_a_foreign_number_is_found_with_and_without_its_sign() -> None:
    needles = Needles([], [], ["+32 475 12 34 56"])

    assert [needles.found_in(text) for text in ("0032475123456", "+32475/123456", "032475123456")] == [
        True,
        True,
        False,
    ]


def test_the_fragment_that_is_asked_of_the_database_stands_in_every_spelling() -> None:
    for name in ("Bohm Visser", "Zoë Plantenga", "Ömer Öz", "Anna Aan", NAME):
        (fragment,) = Needles([], [name], []).fragments
        for spelling in (name, name.upper(), name.replace("o", "ö"), json.dumps(name), quote(name)):
            assert fragment.lower() in spelling.lower()


def test_titles_are_no_part_of_a_name_and_a_surname_alone_is_no_name() -> None:
    assert without_titles("prof. dr. Kees Voorbeeld, MSc") == "Kees Voorbeeld"
    assert without_titles("Jan de Heer") == "Jan de Heer"
    assert without_titles("Mevr. de Vries") == ""


def test_a_long_text_that_nearly_matches_is_looked_through_at_once() -> None:
    """Nothing may be read in two ways: a text that begins a name twenty thousand times ends."""
    assert not NEEDLES.found_in("zoe van t hart " * 20_000 + "0" * 20_000 + " - " * 20_000)
