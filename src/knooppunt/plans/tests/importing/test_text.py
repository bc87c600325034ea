"""Reading the lines of a plan: the real one, plans in other forms, and anything at all."""

import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knooppunt.plans.importing.read import read_plan
from knooppunt.plans.importing.refusal import ImportRefused
from knooppunt.plans.importing.text import parse_text
from knooppunt.plans.importing.tree import STATUSES
from knooppunt.plans.tests.importing.layouts import WORDS, Layout, write

PLANS = sorted((Path(__file__).parent / "plans").glob("*.txt"))
EXAMPLES = Path(__file__).parents[2] / "importing" / "examples"
SEED = (EXAMPLES / "plan_nhf_2023.txt").read_bytes()
GOLDEN = json.loads((EXAMPLES / "plan_nhf_2023.json").read_text(encoding="utf-8"))


def seed_plan():
    return read_plan(SEED, "plan.txt")


def test_the_real_plan_is_read_exactly():
    found = seed_plan().to_json()

    expected = [
        {
            "title": theme["title"],
            "goal": theme["goal"],
            "focus_items": [{"text": item["text"], "status": None} for item in theme["focus_items"]],
            "activities": [
                {
                    "text": item["text"],
                    "status": None,
                    "sub_items": item.get("sub_items", []),
                    "deliverable": item.get("deliverable"),
                }
                for item in theme["activities"]
            ],
        }
        for theme in GOLDEN["themes"]
    ]
    assert found["themes"] == expected
    assert found["title"] == GOLDEN["plan"]["title"]
    assert found["introduction"] == GOLDEN["plan"]["introduction"]
    assert found["year"] == 2023
    assert seed_plan().counts() == {"themes": 6, "focus_items": 26, "activities": 23}
    assert seed_plan().links == (GOLDEN["plan"]["dashboard_url"],)


def test_the_four_words_at_a_page_foot_are_a_legend_and_no_status():
    plan = seed_plan()

    assert [one.text for one in plan.set_aside if one.why == "legend"] == list(WORDS.values())
    assert all(item.status == "" for _theme, _kind, item in plan.items())


def test_each_item_knows_its_lines_in_the_source():
    plan = seed_plan()

    for _theme, _kind, item in plan.items():
        first, last = item.source_lines
        shown = " ".join(plan.source_lines[first - 1 : last])
        assert item.text.split()[0] in shown
        assert item.text.split()[-1] in shown


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_a_plan_in_another_form_is_read_as_expected(path):
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))

    assert read_plan(path.read_bytes(), path.name).to_json() == expected


def test_there_are_at_least_twelve_other_forms():
    assert len(PLANS) >= 12


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\n".join(line.strip() for line in text.split("\n")),
        lambda text: re.sub(r"\n\s*\n", "\n\n", text),
        lambda text: "\ufeff" + text,
        lambda text: text.replace(" ", "\xa0"),
        lambda text: text.replace("é", "e\u0301"),
        lambda text: text.replace("Doelstelling", "DOELSTELLING").replace("Activiteiten", "ACTIVITEITEN"),
        lambda text: text.replace("Voor 2023 ligt de focus op: Status", "Voor 2023 ligt de focus op:\nStatus"),
        lambda text: text.replace("Activiteiten  Status", "Acties:"),
        lambda text: re.sub(r"(?m)^ ?(\d)\. ", r"\1) ", text),
    ],
    ids=[
        "crlf",
        "stripped",
        "one blank",
        "mark",
        "hard spaces",
        "decomposed",
        "capitals",
        "loose status",
        "acties",
        "1)",
    ],
)
def test_the_real_plan_survives_small_changes_of_form(change):
    plan = parse_text(change(SEED.decode()))

    assert plan.to_json()["themes"] == seed_plan().to_json()["themes"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_the_real_plan_is_read_in_each_encoding(encoding):
    assert read_plan(SEED.decode().encode(encoding), "plan.txt") == seed_plan()


LAYOUTS = st.builds(
    Layout,
    width=st.sampled_from([150, 120, None]),
    between=st.sampled_from([1, 2]),
    focus_mark=st.sampled_from(["1.", "1)", "(1)", "-", "•", "a.", "1.1", "1.tab"]),
    activity_mark=st.sampled_from(["", "1.", "-", "•", "1.1"]),
    status=st.sampled_from(["none", "end", "tab", "wide", "label", "round", "dash", "own", "own_spaced", "own_label"]),
    goal=st.sampled_from(["Doelstelling:", "Doelstelling", "Doel:", "Doelen", "DOELSTELLING"]),
    focus=st.sampled_from(
        ["Voor {year} ligt de focus op: Status", "Focuspunten {year}", "Focus", "Speerpunten {year}"]
    ),
    activities=st.sampled_from(
        ["Activiteiten  Status", "Acties", "Activiteit", "Activiteiten\tStatus", "Acties {year}"]
    ),
    title=st.sampled_from(["{title}", "Thema {number}: {title}", "{number}. {title}", "  {title}"]),
    header=st.sampled_from(["", "Actieplan {year} Onderwijsknooppunt Voorbeeld", "Pagina {page} van {pages}"]),
    newline=st.sampled_from(["\n", "\r\n"]),
    trailing=st.sampled_from(["", " "]),
    indent=st.sampled_from(["", "  "]),
    seed=st.integers(0, 100),
)


@settings(max_examples=60, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(layout=LAYOUTS, codes=st.lists(st.sampled_from(STATUSES), min_size=49, max_size=49))
def test_the_same_plan_laid_out_differently_is_read_the_same(layout, codes):
    plan = seed_plan() if layout.status == "none" else with_statuses(seed_plan(), iter(codes))

    found = parse_text(write(plan, layout))

    assert found.to_json()["themes"] == plan.to_json()["themes"]


def with_statuses(plan, codes):
    return replace(
        plan,
        themes=tuple(
            replace(
                theme,
                focus_items=tuple(replace(item, status=next(codes)) for item in theme.focus_items),
                activities=tuple(replace(item, status=next(codes)) for item in theme.activities),
            )
            for theme in plan.themes
        ),
    )


# Words that the form itself takes up: names of parts and columns, statuses and their labels.
OF_THE_FORM = frozenset(
    [
        "status",
        "nog",
        "geen",
        "behaald",
        "op",
        "schema",
        "doorlopend",
        "achter",
        "nvt",
        "n",
        "v",
        "t",
        "onbekend",
        "vervolg",
    ]
)


def words_of(*texts):
    return Counter(word for text in texts for word in re.findall(r"\w+", text.lower()) if word not in OF_THE_FORM)


def words_kept(plan):
    kept = [plan.title, plan.introduction, *plan.links, *(one.text for one in plan.set_aside)]
    for theme in plan.themes:
        kept += [theme.title, theme.goal]
    for _theme, _kind, item in plan.items():
        kept += [item.text, item.deliverable, item.number, item.owner, item.note, item.reason, *item.sub_items]
    return words_of(*kept)


PIECES = st.sampled_from(
    [
        "", "", "", "Doelstelling:", "Doelstelling", "Doel: meer rust in de les", "Voor 2025 ligt de focus op: Status",
        "Focus", "Activiteiten  Status", "Acties", "Thema 2: Rust", "Thema 3", "1. Eerste punt", "2. Tweede punt. Op schema",
        "3) Derde", "1.1 Onderdeel", "a. Letter", "• Bolletje", "- streep", "o rondje", "Behaald", "Achter op schema",
        "Status: doorlopend", "Status", "achter", "schema", "op schema", "Opleveren van een rapport.", "Oplevering: een boek",
        "Pagina 3 van 7", "- 4 -", "12", "Actieplan 2025 Voorbeeld", "Legenda", "Inleiding", "Communicatie", "Contact",
        "https://voorbeeld.example/plan", "We gaan langs bij de scholen en vragen wat zij nodig hebben voor het komende jaar en",
        "de jaren daarna.", "UNO Amsterdam.", "Tekst\tOp schema\tJan", "| cel | behaald |", "Rust (vervolg)", "1", "2.", "…",
        "Behaald Op schema Doorlopend Achter op schema", "Thema 1 ........ 3", "Twee zinnen. En nog een", "\f",
    ]
)  # fmt: skip


@settings(max_examples=250, derandomize=True, deadline=None)
@given(st.lists(PIECES, max_size=40))
def test_no_word_is_ever_lost_and_nothing_but_a_refusal_is_raised(pieces):
    text = "\n".join(pieces)
    try:
        plan = parse_text(text)
    except ImportRefused:
        return

    missing = words_of(text) - words_kept(plan)
    assert not missing


@settings(max_examples=100, derandomize=True, deadline=None)
@given(st.text(max_size=400), st.lists(PIECES, max_size=12))
def test_any_text_at_all_gives_a_plan_or_a_refusal(text, pieces):
    for source in (text, "\n".join([*pieces, text, *pieces])):
        try:
            plan = read_plan(source.encode("utf-8", "replace"), "plan.txt")
        except ImportRefused:
            continue
        assert plan.themes


@pytest.mark.parametrize(
    "line",
    [
        "a" * 200_000,
        " " * 200_000 + "x",
        "1. " * 60_000,
        "op schema " * 20_000,
        "Doelstelling: " * 15_000,
        "((" * 90_000,
    ],
    ids=["letters", "spaces", "numbers", "statuses", "labels", "brackets"],
)
def test_one_enormous_line_is_no_trouble(line):
    text = f"Titel\nDoelstelling\nDoel.\nFocus\n1. Een\n{line}\nActiviteiten\nTwee\n{line}\n"

    assert parse_text(text).counts()["themes"] == 1


def test_thousands_of_lines_are_no_trouble():
    rows = "\n".join(f"Regel {number} van dit plan {number % 7}" for number in range(4_500))

    assert parse_text(f"Titel\nDoelstelling\nDoel.\nFocus\n{rows}\n").counts()["focus_items"] > 1_000


def test_a_text_without_themes_is_refused():
    with pytest.raises(ImportRefused, match="geen actieplan"):
        parse_text("Beste mensen,\n\nHierbij het verslag van gisteren.\n")


def test_a_plan_with_thirty_themes_and_one_with_one():
    theme = "\nThema {0}\nTitel {0}\nDoelstelling\nDoel {0}.\nFocus\n1. Focus {0}\nActiviteiten\nActiviteit {0}.\n"

    for count in (1, 30):
        plan = parse_text("".join(theme.format(number) for number in range(1, count + 1)))
        assert [one.title for one in plan.themes] == [f"Titel {number}" for number in range(1, count + 1)]
        assert plan.counts() == {"themes": count, "focus_items": count, "activities": count}


def test_a_word_at_the_end_of_a_sentence_is_no_status():
    plan = parse_text(
        "Titel\nDoelstelling\nDoel.\nFocus\n1. Dit werk is doorlopend\n2. Alles loopt op schema.\n"
        "Activiteiten\nWe vieren wat is behaald\n"
    )

    assert [item.status for _theme, _kind, item in plan.items()] == ["", "", ""]
    assert [item.text for _theme, _kind, item in plan.items()][1] == "Alles loopt op schema."


def test_a_hyphen_at_the_end_of_a_line_is_mended_only_when_the_text_shows_the_whole_word():
    plan = parse_text(
        "Titel\nDoelstelling\nMeer deskundigheidsbevordering.\nFocus\n1. Aanbod voor deskundigheids-\nbevordering.\n"
        "2. Afspraken met mbo-\nen hbo-scholen.\n3. Een nieuwe lay-\nout.\n"
    )

    assert [item.text for item in plan.themes[0].focus_items] == [
        "Aanbod voor deskundigheidsbevordering.",
        "Afspraken met mbo- en hbo-scholen.",
        "Een nieuwe lay-out.",
    ]


def test_doubt_is_told_with_the_line():
    plan = parse_text(
        "Titel\nDoelstelling\nDoel.\nFocus\n1. Een. Op schema\nBehaald\nActiviteiten\nEerste\tOp schema\tJan\n"
    )

    assert [(doubt.line, doubt.sentence.message[:18]) for doubt in plan.warnings] == [
        (6, "Line %(line)s give"),
        (8, "Line %(line)s has "),
    ]
    assert plan.themes[0].activities[0].note == "Jan"
