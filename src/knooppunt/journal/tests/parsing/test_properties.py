"""What holds for every line, whatever somebody types."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from knooppunt.journal.models import MOST_MINUTES as MOST_OF_A_MOMENT
from knooppunt.journal.models import MomentKind
from knooppunt.journal.parsing import parse_line
from knooppunt.journal.parsing.kinds import KIND_WORDS
from knooppunt.journal.parsing.model import MOST_MINUTES
from knooppunt.journal.parsing.text import clean

from .names import NAMES, TABLE, THURSDAY

_PIECES = (
    "2u 1,5 uur anderhalf half kwartier en een 90m 25u -1 NaN 1:30 10:00-11:30 0u 3x 30 min om 14:00 ½ 2-3"
    " ma wo zo vrijdag 12-3 31-2 12 mrt 2026 1900 vorige week dinsdag gisteren morgen geleden elke"
    " @ROC Voorbeeld vorbeeld @ @Linde De Linde Anna Bram Fictief Les les overleg mail over met bij de"
    " # #1.c #communicatie #x flyer ! !! - , ; . ( ) “ ’ 's é e\u0301 🎉 👩\u200d⚕️ \u200f שלום مدرسة \x00 \t \ud800"
)
PIECES = _PIECES.split(" ")
_MONTHS = "jan feb mrt apr mei jun jul aug sep okt nov dec"
_WEEKDAYS = "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag"

anything = st.one_of(
    st.text(max_size=200),
    st.text(alphabet="0123456789uU ,.:-/@#!mahen½é’\n", max_size=60),
    st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=8).map("".join),
    st.tuples(st.sampled_from([row["line"] for row in TABLE["lines"]]), st.text(max_size=8)).map("".join),
)
days = st.dates(dt.date(2019, 1, 1), dt.date(2060, 12, 31))


def parse(line, day=THURSDAY):
    return parse_line(line, now=day, names=NAMES)


def left_over(line, spans):
    """The characters outside the spans, without spaces."""
    inside = set()
    for span in spans:
        inside.update(range(span.start, span.end))
    return "".join(c for place, c in enumerate(clean(line)) if place not in inside and not c.isspace())


@settings(max_examples=150, deadline=None)
@given(line=anything, day=days)
def test_never_raises_and_gives_a_moment_or_a_question(line, day):
    parsed = parse(line, day)

    asked = {question.field for question in parsed.questions}
    assert parsed.minutes is not None or "minutes" in asked
    assert parsed.date is not None or "date" in asked
    assert parsed.minutes is None or 1 <= parsed.minutes <= MOST_MINUTES
    assert parsed.date is None or dt.date(day.year - 8, 1, 1) <= parsed.date <= day


@settings(max_examples=150, deadline=None)
@given(line=anything)
def test_no_character_is_lost_each_is_understood_or_in_the_note(line):
    parsed = parse(line)

    assert left_over(line, parsed.spans) == "".join(parsed.note.split())


@settings(max_examples=60, deadline=None)
@given(line=anything)
def test_spans_lie_in_the_line_in_order_and_never_overlap(line):
    ends = 0
    for span in parse(line).spans:
        assert ends <= span.start < span.end <= len(line)
        ends = span.end


@settings(max_examples=60, deadline=None)
@given(line=anything)
def test_the_same_line_always_means_the_same_and_spaces_do_not_matter(line):
    parsed = parse(line)

    assert parse(line) == parsed
    assert parse(f"  {line}  ").note == parsed.note


@settings(max_examples=60, deadline=None)
@given(line=anything)
def test_reading_a_note_again_comes_to_rest_and_never_adds_a_word(line):
    note = parse(line).note
    for _ in range(len(note) + 1):
        again = parse(note).note
        assert len(again) <= len(note)
        if again == note:
            break
        note = again

    assert parse(note).note == note


@settings(max_examples=60, deadline=None)
@given(line=anything)
def test_every_guess_and_every_opening_comes_with_a_question(line):
    parsed = parse(line)

    guessed = {span.field for span in parsed.spans if span.is_guess}
    asked = {question.field for question in parsed.questions}
    assert guessed <= asked
    assert parsed.ambiguous == any(question.is_open for question in parsed.questions)


@settings(max_examples=60, deadline=None)
@given(minutes=st.integers(1, MOST_MINUTES))
def test_every_number_of_minutes_is_read_back(minutes):
    hours, rest = divmod(minutes, 60)

    assert parse(f"{minutes} min overleg").minutes == minutes
    assert parse(f"{hours}u{rest:02} overleg").minutes == minutes
    assert parse(f"{hours} uur en {rest} minuten overleg").minutes == minutes


@settings(max_examples=60, deadline=None)
@given(day=days, back=st.integers(0, 299))
def test_every_day_of_the_last_months_is_read_back_however_it_is_written(day, back):
    meant = day - dt.timedelta(days=back)
    months = _MONTHS.split()

    written = [
        f"{meant.day}-{meant.month}",
        f"{meant.day:02}/{meant.month:02}/{meant.year}",
        meant.isoformat(),
        f"{meant.day} {months[meant.month - 1]}",
        f"{back} dagen geleden",
    ]

    assert {parse(f"1u overleg {text}", day).date for text in written} == {meant}


@settings(max_examples=60, deadline=None)
@given(day=days, weekday=st.integers(0, 6))
def test_a_weekday_is_the_last_one_and_on_that_very_day_we_ask(day, weekday):
    names = _WEEKDAYS.split()

    plain, last = parse(f"1u {names[weekday]}", day), parse(f"1u vorige {names[weekday]}", day)

    assert plain.date.weekday() == last.date.weekday() == weekday
    assert 0 <= (day - plain.date).days <= 6
    assert 1 <= (day - last.date).days <= 7
    assert plain.ambiguous == (day.weekday() == weekday)
    assert not last.ambiguous


def test_the_parser_and_the_model_agree_on_bounds_and_kinds():
    assert MOST_MINUTES == MOST_OF_A_MOMENT
    assert set(KIND_WORDS.values()) < set(MomentKind.values)


def test_very_long_lines_are_read_whole_and_keep_every_word():
    for piece in ("1", " ", "@a ", "2u ", "ma ", "overleg ROC Voorbeeld "):
        line = (piece * 20_000)[:20_000]

        parsed = parse(line)

        assert left_over(line, parsed.spans) == "".join(parsed.note.split())


def test_a_moment_with_a_time_zone_is_taken_in_the_netherlands():
    just_before_midnight_utc = dt.datetime(2026, 3, 18, 23, 30, tzinfo=dt.UTC)

    assert parse_line("1u", now=just_before_midnight_utc, names=NAMES).date == dt.date(2026, 3, 19)
    assert parse_line("1u", now=dt.datetime(2026, 3, 18, 23, 30), names=NAMES).date == dt.date(2026, 3, 18)
