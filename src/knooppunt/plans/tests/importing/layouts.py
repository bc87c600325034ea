"""Writing one plan down in the many ways in which hubs lay out theirs, to see that each is read back the same."""

from __future__ import annotations

import random
import textwrap
from dataclasses import dataclass

from knooppunt.plans.importing.tree import ParsedItem, ParsedPlan

WORDS = {
    "behaald": "Behaald",
    "op_schema": "Op schema",
    "doorlopend": "Doorlopend",
    "achter_op_schema": "Achter op schema",
}


@dataclass(frozen=True)
class Layout:
    """One way of writing a plan down."""

    width: int | None = 150
    between: int = 1  # blank lines between rows
    inside: float = 0.0  # how often a blank line breaks a sentence
    focus_mark: str = "1."
    activity_mark: str = ""
    status: str = "none"
    goal: str = "Doelstelling:"
    focus: str = "Voor {year} ligt de focus op: Status"
    activities: str = "Activiteiten  Status"
    title: str = "{title}"
    header: str = ""  # {page}, {pages}
    page: int = 40  # lines of a page
    newline: str = "\n"
    trailing: str = ""
    indent: str = ""
    seed: int = 1


def mark(style: str, index: int, theme: int) -> str:
    """The number or bullet before a row."""
    return {
        "": "",
        "1.": f"{index}. ",
        "1)": f"{index}) ",
        "(1)": f"({index}) ",
        "1.1": f"{theme}.{index} ",
        "a.": f"{chr(96 + index)}. ",
        "1.tab": f"{index}.\t",
    }.get(style, f"{style} ")


def write(plan: ParsedPlan, layout: Layout) -> str:
    """``plan`` as text in this layout."""
    rng = random.Random(layout.seed)
    lines: list[str] = [plan.title, ""]
    lines += [*_wrap(plan.introduction, layout, rng), ""]
    for number, theme in enumerate(plan.themes, 1):
        lines += ["", layout.title.format(title=theme.title, number=number), ""][0 if layout.between else 1 :]
        if theme.goal:
            goal = layout.goal
            lines += (
                _wrap(f"{goal} {theme.goal}", layout, rng)
                if goal.endswith("=")
                else [goal, *_wrap(theme.goal, layout, rng)]
            )
        for header, items, style in (
            (layout.focus, theme.focus_items, layout.focus_mark),
            (layout.activities, theme.activities, layout.activity_mark),
        ):
            lines += [""] * bool(layout.between) + [header.format(year=plan.year)] + [""] * bool(layout.between)
            for index, item in enumerate(items, 1):
                lines += _row(item, mark(style, index, number), layout, rng)
                lines += [""] * layout.between
    if not layout.between:
        lines = [line for line in lines if line]
    if layout.header:
        lines = _paged(lines, layout)
    return (
        layout.newline.join(layout.indent + line + (layout.trailing if line else "") for line in lines) + layout.newline
    )


def _wrap(text: str, layout: Layout, rng: random.Random) -> list[str]:
    if layout.width is None:
        return [text]
    lines = textwrap.wrap(text, layout.width, break_long_words=False, break_on_hyphens=False)
    spread: list[str] = []
    for line in lines:
        spread.append(line)
        if line is not lines[-1] and rng.random() < layout.inside:
            spread.append("")
    return spread


def _row(item: ParsedItem, before: str, layout: Layout, rng: random.Random) -> list[str]:
    words = WORDS.get(item.status, "")
    text = before + item.text
    glyph = "   o" if before.startswith(("•", "-")) else "•"
    inline = {
        "end": f" {words}",
        "lower": f" {words.lower()}",
        "tab": f"\t{words}",
        "wide": f"     {words}",
        "label": f" Status: {words.lower()}",
        "round": f" ({words.lower()})",
        "dash": f" – {words.lower()}",
    }.get(layout.status, "")
    subs = [f"{glyph} {sub}" for sub in item.sub_items]
    tail = [line for sub in (*subs, *filter(None, [item.deliverable])) for line in _wrap(sub, layout, rng)]
    if not words or not inline:
        rows = _wrap(text, layout, rng) + tail
    elif layout.status in ("tab", "wide"):
        rows = _wrap(text, layout, rng)
        at = 0 if layout.seed % 2 else -1
        rows[at] += inline
        rows += tail
    else:
        rows = _wrap(text + inline, layout, rng) + tail
    if words and layout.status == "own":
        rows += [words]
    if words and layout.status == "own_spaced":
        rows += ["", words]
    if words and layout.status == "own_label":
        rows += [f"Status: {words}"]
    return rows


def _paged(lines: list[str], layout: Layout) -> list[str]:
    result: list[str] = []
    pages = len(lines) // layout.page + 1
    for index, line in enumerate(lines):
        if index and index % layout.page == 0:
            number = index // layout.page
            result += ["", layout.header.format(page=number, pages=pages, year=2024), ""]
        result.append(line)
    return result
