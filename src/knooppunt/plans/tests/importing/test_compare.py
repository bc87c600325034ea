"""What differs between a plan that is there and a plan that was read."""

from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from knooppunt.plans.importing.compare import Comparison, ItemChange, Ref, compare
from knooppunt.plans.importing.read import read_file
from knooppunt.plans.importing.tree import ParsedItem, ParsedTheme

SEED = Path(__file__).parents[2] / "importing" / "examples" / "plan_nhf_2023.txt"


def items(*texts):
    return tuple(ParsedItem(text) for text in texts)


def plan():
    return (
        ParsedTheme(
            "Ontmoeten",
            "Doel",
            items("Scholen kennen ons", "Er is een lijst"),
            items("We bellen scholen", "We maken een kaart"),
        ),
        ParsedTheme("Leren", "Doel", items("Docenten leren van elkaar"), items("We geven scholing")),
    )


def changes(old, new):
    found = compare(old, new)
    return sorted(change.changes for change in found.items if change.changes), [
        change.changes for change in found.themes if change.changes
    ]


def test_the_same_plan_is_equal():
    real = read_file(SEED).themes

    assert compare(real, real).is_equal
    assert compare(real, real).counts() == {"equal": 49}
    assert compare((), ()).is_equal


def test_white_space_is_no_difference():
    first, second = plan()

    assert compare(
        plan(), (replace(first, goal=" Doel  ", focus_items=items("Scholen  kennen ons ", "Er is\neen lijst")), second)
    ).is_equal


def test_a_reworded_row_is_the_same_row():
    first, second = plan()
    new = (replace(first, focus_items=items("Scholen kennen ons goed", "Er is een lijst")), second)

    assert changes(plan(), new) == ([("text",)], [])


def test_a_row_with_another_text_is_new_and_the_old_one_gone():
    first, second = plan()
    new = (replace(first, focus_items=items("Een heel ander onderwerp", "Er is een lijst")), second)

    assert changes(plan(), new) == ([("gone",), ("new",)], [])


def test_two_rows_with_one_text_stay_two():
    twice = (ParsedTheme("Leren", "", items("Evalueren", "Evalueren")),)

    assert compare(twice, twice).is_equal
    assert changes(twice, (ParsedTheme("Leren", "", items("Evalueren")),)) == ([("gone",)], [])
    assert changes((ParsedTheme("Leren", "", items("Evalueren")),), twice) == ([("new",)], [])


def test_the_same_text_in_two_themes_is_paired_within_its_theme():
    old = (ParsedTheme("Een", "", items("Evalueren")), ParsedTheme("Twee", "", items("Evalueren")))

    assert changes(old, (ParsedTheme("Een", ""), old[1])) == ([("gone",)], [])
    assert compare(old, (ParsedTheme("Een", ""), old[1])).items[-1] == ItemChange(Ref(0, "focus", 0), None, ("gone",))


def test_a_status_counts_only_when_it_is_given():
    old = (ParsedTheme("Een", "", (ParsedItem("Rij", "behaald"),)),)

    assert compare(old, (ParsedTheme("Een", "", items("Rij")),)).is_equal
    assert changes(old, (ParsedTheme("Een", "", (ParsedItem("Rij", "op_schema"),)),)) == ([("status",)], [])


def test_details_count_only_when_they_are_given():
    old = (ParsedTheme("Een", "", (), (ParsedItem("Rij", owner="Voorbeeld", sub_items=("a",), deliverable="d"),)),)

    assert compare(old, (ParsedTheme("Een", "", (), items("Rij")),)).is_equal
    new = (ParsedTheme("Een", "", (), (ParsedItem("Rij", owner="Ander", sub_items=("a", "b"), deliverable="d"),)),)
    assert changes(old, new) == ([("sub_items", "owner")], [])


def test_moving_to_another_theme_kind_or_place_is_moving():
    first, second = plan()

    to_theme = (
        replace(first, activities=first.activities[:1]),
        replace(second, activities=(*second.activities, first.activities[1])),
    )
    to_kind = (
        replace(first, focus_items=(*first.focus_items, first.activities[1]), activities=first.activities[:1]),
        second,
    )
    to_place = (replace(first, focus_items=first.focus_items[::-1]), second)

    for new in (to_theme, to_kind, to_place):
        assert changes(plan(), new) == ([("moved",)], [])


def test_only_the_row_that_moved_is_called_moved():
    old = (ParsedTheme("Een", "", items("eerste rij", "tweede rij", "derde rij", "vierde rij")),)
    new = (ParsedTheme("Een", "", items("vierde rij", "eerste rij", "tweede rij", "derde rij")),)

    assert changes(old, new) == ([("moved",)], [])


def test_themes_are_paired_by_title_then_by_likeness_then_by_their_rows():
    first, second = plan()

    assert changes(plan(), (replace(first, title="ontmoeten"), second)) == ([], [("title",)])
    assert changes(plan(), (replace(first, title="Ontmoetingen"), second)) == ([], [("title",)])
    assert changes(plan(), (first, replace(second, title="Iets totaal anders"))) == ([], [("title",)])
    assert changes(plan(), (second, first))[1] == [("moved",)]
    assert changes(plan(), (replace(first, goal="Ander doel"), second)) == ([], [("goal",)])
    assert changes(plan(), (first,)) == ([("gone",), ("gone",)], [("gone",)])
    assert changes((first,), plan()) == ([("new",), ("new",)], [("new",)])


TEXTS = st.sampled_from(
    ["Scholen bellen", "Scholen mailen", "Een kaart maken", "Een kaart van de regio maken", "Evalueren", "x"]
)
THEMES = st.lists(
    st.builds(
        ParsedTheme,
        title=st.sampled_from(["Leren", "Delen", "Ontmoeten", "Ontmoetingen"]),
        goal=st.sampled_from(["", "Doel"]),
        focus_items=st.lists(st.builds(ParsedItem, TEXTS), max_size=4).map(tuple),
        activities=st.lists(st.builds(ParsedItem, TEXTS), max_size=4).map(tuple),
    ),
    max_size=4,
)


@settings(max_examples=120, derandomize=True, deadline=None)
@given(THEMES, THEMES)
def test_every_row_of_both_plans_is_told_of_exactly_once(old, new):
    found: Comparison = compare(old, new)

    olds = [change.old for change in found.items if change.old]
    news = [change.new for change in found.items if change.new]
    assert len(olds) == len(set(olds)) == sum(len(theme.focus_items) + len(theme.activities) for theme in old)
    assert len(news) == len(set(news)) == sum(len(theme.focus_items) + len(theme.activities) for theme in new)
    assert sorted(change.old for change in found.themes if change.old is not None) == list(range(len(old)))
    assert compare(new, new).is_equal
