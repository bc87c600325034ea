"""Names and mailboxes in texts: what is found, and what is put in their place."""

from __future__ import annotations

import pytest

from knooppunt.core.persons import Needles

NEEDLES = Needles({"zoe.voorbeeld@zorg.example"}, {"Zoë Voorbeeld"}, {"06 1234 5678"})


@pytest.mark.parametrize(
    "text",
    [
        "Zoë Voorbeeld belde",
        "ZOË VOORBEELD",
        "zoe voorbeeld",
        "met Zoe  Voorbeeld.",
        "https://zorg.example/team/zoe-voorbeeld/",
        "mail ZOE.voorbeeld@zorg.example",
        "?q=zoe.voorbeeld%40zorg.example",
        "tel. 06-12345678",
        "Zoë\nVoorbeeld",
        {"rows": [["a", {"who": "Zoë Voorbeeld"}]]},
        {"zoe.voorbeeld@zorg.example": 1},
    ],
)
def test_a_person_is_found_in_every_spelling(text: object) -> None:
    assert NEEDLES.found_in(text)
    assert not NEEDLES.found_in(NEEDLES.cleaned(text, "[weg]"))


@pytest.mark.parametrize(
    "text", ["Zoë Voorbeeldhuis", "Voorbeeld", "Zoë", "hazoe.voorbeeld@zorg.example", "306123456789", "", None, 3]
)
def test_what_only_resembles_a_person_is_left_alone(text: object) -> None:
    assert not NEEDLES.found_in(text)


def test_the_rest_of_a_text_stays() -> None:
    assert NEEDLES.cleaned("Overleg met Zoë Voorbeeld over 2 uur les", "[weg]") == "Overleg met [weg] over 2 uur les"


def test_of_a_text_only_the_lines_with_the_person_are_given() -> None:
    assert NEEDLES.lines_of("Gesproken met Jan.\nZoë Voorbeeld stopt.\nKoffie.") == ["Zoë Voorbeeld stopt."]


def test_nobody_is_never_found() -> None:
    assert not Needles(set(), set(), set()).found_in("anything")
