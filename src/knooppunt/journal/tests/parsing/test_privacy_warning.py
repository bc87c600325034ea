"""When a note asks for a second look."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knooppunt.journal.parsing.privacy_warning import find_concerns, is_bsn


@pytest.mark.parametrize("text", ["111222333", "123456782", "123.456.782", "1234 56 782"])
def test_numbers_that_pass_the_eleven_test_are_seen_in_any_notation(text):
    assert [concern.code for concern in find_concerns(f"gebeld over {text} vandaag")] == ["bsn"]


@pytest.mark.parametrize("text", ["123456789", "000000000", "0612345678", "20261122", "12-3-2026", "1.234.567,50"])
def test_other_numbers_are_left_alone(text):
    assert find_concerns(f"gebeld over {text} vandaag") == []


def test_eight_digits_count_only_beside_the_word_bsn():
    assert is_bsn("010464554")
    assert find_concerns("nummer 10464554") == []
    assert [concern.code for concern in find_concerns("BSN: 10464554")] == ["bsn"]


@pytest.mark.parametrize(
    "text",
    [
        "gesproken over patiënt met uitgezaaide kanker",
        "mevrouw V. (82) is opgenomen",
        "de heer Voorbeeld, 79 jaar",
        "casus: geb. 12-3-1944",
        "geboren op 1 mei 1950",
        "dossiernummer 48213",
        "euthanasie bij een cliënt",
    ],
)
def test_what_looks_like_a_patient_is_seen(text):
    assert [concern.code for concern in find_concerns(text)][:1] == ["patient"]


@pytest.mark.parametrize(
    "text",
    [
        "overleg over patiëntenparticipatie in het onderwijs",
        "scholing omgaan met dementie voor docenten",
        "les over morfine en sedatie",
        "flyer voor patiënten en naasten",
        "gesprek met mevrouw Voorbeeld van ROC Voorbeeld over de enquête",
        "training van 2 jaar geleden",
    ],
)
def test_the_ordinary_words_of_the_field_are_left_alone(text):
    assert find_concerns(text) == []


@given(st.integers(0, 99_999_999))
def test_exactly_one_last_digit_or_none_makes_a_bsn(first):
    passing = [last for last in range(10) if is_bsn(f"{first:08}{last}")]

    assert len(passing) <= 1


@given(st.text(max_size=300))
def test_places_lie_in_the_text(text):
    assert all(0 <= concern.start < concern.end <= len(text) for concern in find_concerns(text))
