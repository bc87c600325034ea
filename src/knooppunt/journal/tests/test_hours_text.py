"""How people type hours, and how we show them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knooppunt.journal.hours import NotHours, hours_number, hours_words, read_minutes, shown_hours


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("2", 120),
        ("1,5", 90),
        ("1.5", 90),
        (",5", 30),
        ("0,25", 15),
        ("1:30", 90),
        ("9:00", 540),
        ("90m", 90),
        ("45 min", 45),
        ("2u", 120),
        ("2u30", 150),
        ("1 uur 15 min", 75),
        ("1,5 uur", 90),
        ("½", 30),
        ("1½ uur", 90),
        (" 16 ", 960),
        ("anderhalf uur", 90),
        ("drie kwartier", 45),
        ("half uur", 30),
    ],
)
def test_hours_are_read_in_every_notation(text, minutes):
    assert read_minutes(text) == minutes


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("25u", "meer dan 16 uur"),
        ("25", "25m"),
        ("90", "90m"),
        ("-1", "niet minder dan niets"),
        ("-1:30", "niet minder dan niets"),
        ("NaN", "kunnen"),
        ("inf", "kunnen"),
        ("0", "minstens één minuut"),
        ("1:75", "59 minuten"),
        ("1e3", "kunnen"),
        ("٣", "kunnen"),
        ("x" * 20_000, "kunnen"),
        ("2 uur overleg", "kunnen"),
        ("", "kunnen"),
    ],
)
def test_what_cannot_be_hours_is_refused_with_a_sentence(text, said):
    with pytest.raises(NotHours, match=said) as refused:
        read_minutes(text)

    assert len(str(refused.value)) < 200


@given(st.text(max_size=60))
def test_any_text_gives_minutes_of_a_day_or_a_sentence(text):
    try:
        minutes = read_minutes(text)
    except NotHours:
        return
    assert 1 <= minutes <= 960


@given(st.integers(min_value=1, max_value=960))
def test_what_a_field_shows_is_read_as_the_same(minutes):
    assert read_minutes(shown_hours(minutes)) == minutes


@pytest.mark.parametrize(
    ("minutes", "number", "words"),
    [
        (0, "0", "0 minuten"),
        (45, "0,75", "45 minuten"),
        (60, "1", "1 uur"),
        (90, "1,5", "1,5 uur"),
        (100, "1,7", "1,7 uur"),
        (120_000, "2.000", "2.000 uur"),
    ],
)
def test_hours_are_shown_the_dutch_way(minutes, number, words):
    assert (hours_number(minutes), hours_words(minutes)) == (number, words)
