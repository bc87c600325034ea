"""Mending a draft: moves that keep every word, and say so when they cannot be made."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knooppunt.plans.importing.mend import ROW_MOVES, THEME_MOVES, Draft, Edit, NotPossible
from knooppunt.plans.importing.read import read_file
from knooppunt.plans.importing.tree import ParsedItem, ParsedPlan, ParsedTheme

SEED = Path(__file__).parents[2] / "importing" / "examples" / "plan_nhf_2023.txt"


def draft_of_two():
    first = ParsedTheme(
        "Een",
        "Doel een",
        (ParsedItem("f1", "behaald"), ParsedItem("f2")),
        (
            ParsedItem("a1", sub_items=("s1", "s2"), deliverable="d1", source_lines=(4, 6)),
            ParsedItem("a2", source_lines=(8, 8)),
        ),
    )
    second = ParsedTheme("Twee", "Doel twee", (ParsedItem("g1"),), ())
    return Draft.of(ParsedPlan("Plan", 2024, "Vooraf", (first, second)))


def ids(draft):
    return {row.item.text: row.id for part in draft.parts for row in part.rows} | {
        part.title: part.id for part in draft.parts
    }


def shape(draft):
    return [
        [theme.title, [item.text for item in theme.focus_items]]
        + [
            [item.text, *item.sub_items] + ([f"={item.deliverable}"] if item.deliverable else [])
            for item in theme.activities
        ]
        for theme in draft.themes()
    ]


START = [["Een", ["f1", "f2"], ["a1", "s1", "s2", "=d1"], ["a2"]], ["Twee", ["g1"]]]


def test_a_draft_folds_back_into_what_was_read():
    plan = read_file(SEED)

    assert Draft.of(plan).themes() == plan.themes
    assert Draft.from_dict(json.loads(json.dumps(Draft.of(plan).to_dict()))) == Draft.of(plan)


@pytest.mark.parametrize(
    ("move", "row", "expected"),
    [
        ("up", "f2", [["Een", ["f2", "f1"], ["a1", "s1", "s2", "=d1"], ["a2"]], START[1]]),
        ("down", "a1", [["Een", ["f1", "f2"], ["a2"], ["a1", "s1", "s2", "=d1"]], START[1]]),
        ("up", "s2", [["Een", ["f1", "f2"], ["a1", "s2", "s1", "=d1"], ["a2"]], START[1]]),
        ("merge", "f2", [["Een", ["f1 f2"], ["a1", "s1", "s2", "=d1"], ["a2"]], START[1]]),
        ("merge", "a2", [["Een", ["f1", "f2"], ["a1 a2", "s1", "s2", "=d1"]], START[1]]),
        ("drop", "a1", [["Een", ["f1", "f2"], ["a2"]], START[1]]),
        ("drop", "s1", [["Een", ["f1", "f2"], ["a1", "s2", "=d1"], ["a2"]], START[1]]),
        ("start-theme", "a2", [["Een", ["f1", "f2"], ["a1", "s1", "s2", "=d1"]], ["a2", []], START[1]]),
        ("start-theme", "f2", [["Een", ["f1"], ["a1", "s1", "s2", "=d1"], ["a2"]], ["f2", []], START[1]]),
    ],
)
def test_a_row_moves(move, row, expected):
    draft = draft_of_two()

    ROW_MOVES[move](draft, ids(draft)[row])

    assert shape(draft) == expected


@pytest.mark.parametrize(
    ("move", "row"), [("up", "f1"), ("down", "a2"), ("up", "s1"), ("merge", "a1"), ("split", "a1")]
)
def test_a_move_that_cannot_be_made_changes_nothing_and_says_why(move, row):
    draft = draft_of_two()

    with pytest.raises(NotPossible) as no:
        ROW_MOVES[move](draft, ids(draft)[row])

    assert str(no.value.sentence).endswith(".")
    assert shape(draft) == START


def test_a_row_splits_at_marks_and_new_lines_and_the_status_stays_with_the_first():
    draft = draft_of_two()
    number = ids(draft)["f1"]
    draft.edit(number, Edit("eerste | tweede\nderde |", "focus", ids(draft)["Een"], "op_schema"))

    draft.split(number)

    assert [(item.text, item.status) for item in draft.themes()[0].focus_items] == [
        ("eerste", "op_schema"),
        ("tweede", ""),
        ("derde", ""),
        ("f2", ""),
    ]


def test_merging_joins_the_lines_of_the_source():
    draft = draft_of_two()

    draft.merge(ids(draft)["a2"])

    assert draft.themes()[0].activities[0].source_lines == (4, 8)


@pytest.mark.parametrize(
    ("row", "kind", "expected"),
    [
        ("f2", "activity", [["Een", ["f1"], ["f2"], ["a1", "s1", "s2", "=d1"], ["a2"]], START[1]]),
        ("a2", "focus", [["Een", ["f1", "f2", "a2"], ["a1", "s1", "s2", "=d1"]], START[1]]),
        ("a2", "sub", [["Een", ["f1", "f2"], ["a1", "s1", "s2", "a2", "=d1"]], START[1]]),
        ("s2", "activity", [["Een", ["f1", "f2"], ["a1", "s1"], ["s2", "=d1"], ["a2"]], START[1]]),
        ("s2", "deliverable", [["Een", ["f1", "f2"], ["a1", "s1", "=s2\nd1"], ["a2"]], START[1]]),
        ("a1", "sub", START),
    ],
)
def test_a_row_becomes_something_else(row, kind, expected):
    draft = draft_of_two()

    draft.edit(ids(draft)[row], Edit(row, kind, ids(draft)["Een"], ""))

    assert shape(draft) == expected


def test_a_row_goes_to_another_theme_with_what_hangs_under_it():
    draft = draft_of_two()
    number = ids(draft)

    draft.edit(number["a1"], Edit("a1", "activity", number["Twee"], ""))
    draft.edit(number["f2"], Edit("f2", "focus", number["Twee"], ""))

    assert shape(draft) == [["Een", ["f1"], ["a2"]], ["Twee", ["g1", "f2"], ["a1", "s1", "s2", "=d1"]]]


@pytest.mark.parametrize(
    ("move", "theme", "expected"),
    [
        ("theme-up", "Twee", [START[1], START[0]]),
        ("theme-down", "Een", [START[1], START[0]]),
        ("theme-merge", "Twee", [["Een", ["f1", "f2", "g1"], ["a1", "s1", "s2", "=d1"], ["a2"]]]),
        ("theme-drop", "Een", [START[1]]),
    ],
)
def test_a_theme_moves(move, theme, expected):
    draft = draft_of_two()

    THEME_MOVES[move](draft, ids(draft)[theme])

    assert shape(draft) == expected


def test_a_merged_theme_leaves_its_title_and_goal_in_the_goal():
    draft = draft_of_two()

    draft.theme_merge(ids(draft)["Twee"])

    assert draft.themes()[0].goal == "Doel een\nTwee\nDoel twee"


def test_a_draft_says_what_stands_in_the_way_of_saving():
    draft = draft_of_two()
    assert draft.problem() is None

    draft.add(draft.parts[0].id, "focus")
    assert "row" in draft.problem().message

    untitled = draft_of_two()
    untitled.theme_add()
    assert "title" in untitled.problem().message
    assert Draft("Plan").problem() is not None


def test_an_unknown_number_is_no_row():
    with pytest.raises(LookupError):
        draft_of_two().up(999)


MOVES = st.lists(
    st.tuples(st.sampled_from(sorted({*ROW_MOVES, *THEME_MOVES} - {"drop", "theme-drop"})), st.integers(1, 14)),
    max_size=12,
)


@settings(max_examples=150, derandomize=True, deadline=None)
@given(MOVES)
def test_whatever_is_moved_no_text_is_lost_and_numbers_stay_unique(moves):
    draft = draft_of_two()
    for move, number in moves:
        try:
            ({**ROW_MOVES, **THEME_MOVES})[move](draft, number)
        except (NotPossible, LookupError):
            continue

    words = json.dumps(draft.to_dict())
    assert all(f"{text}" in words for text in ("f1", "f2", "a1", "a2", "s1", "s2", "d1", "g1", "Doel een"))
    numbers = [row.id for part in draft.parts for row in part.rows] + [part.id for part in draft.parts]
    assert len(numbers) == len(set(numbers))
    folded = draft.themes()
    assert sum(len(theme.focus_items) for theme in folded) == sum(
        row.kind == "focus" for part in draft.parts for row in part.rows
    )
