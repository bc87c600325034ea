"""The blocks about what was done: figures, highlights, results per group, hours, entries, quotes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext, ngettext

from knooppunt.journal.api import hours_number
from knooppunt.reports.content import Content, Group, Line
from knooppunt.reports.document.parts import Bar, Block, Column, FigureItem, ListItem, Quotes
from knooppunt.reports.document.reader import Reader
from knooppunt.reports.document.words import FIGURES, amount, day_words, group_name, item_of, words_block
from knooppunt.reports.sections import ONE_PAGE
from knooppunt.reports.spans import Span

MOST_ON_ONE_PAGE = 6
MOST_RESULTS = 15  # in one group: nobody reads more; the workbook has them all


def summary(content: Content, reader: Reader, quotes: Quotes) -> list[Block]:
    """The figures, each beside that of the period before."""
    figures = [
        FigureItem(
            str(FIGURES[row.code]),
            amount(row.code, row.value),
            gettext("was %(number)s") % {"number": amount(row.code, row.before)},
            row.code,
        )
        for row in content.figures
    ]
    if not any(row.value for row in content.figures):
        return [words_block(gettext("Nothing was recorded in this period."))]
    before = Span(dt.date.fromisoformat(content.before_first), dt.date.fromisoformat(content.before_last))
    return [
        Block("figures", figures=figures),
        words_block(gettext("“Was” is about the period before: %(period)s.") % {"period": before.label}),
    ]


def highlights(content: Content, reader: Reader, quotes: Quotes) -> list[Block]:
    """What was marked as worth telling, unless somebody wrote the story."""
    if any(story.code == "highlights" and story.is_own for story in content.sections):
        return []  # somebody wrote the story
    lines = content.highlights[-MOST_ON_ONE_PAGE:] if content.kind in ONE_PAGE else content.highlights
    if lines:
        return [Block("items", items=[item_of(line) for line in lines])]
    return [words_block(gettext("No highlights were marked in this period."))] if reader.sees_hub else []


def _groups(groups: Sequence[Group], reader: Reader, *, results: bool = True) -> list[Block]:
    """How much per group, and what each yielded."""
    columns = [
        Column(gettext("What")),
        Column(gettext("Moments"), num=True),
        Column(gettext("Organisations"), num=True),
    ]
    if reader.sees_work:
        columns += [Column(gettext("Hours"), num=True), Column(gettext("Hours before"), num=True)]
    rows = [
        [
            group_name(group),
            str(group.moments),
            str(group.organisations),
            *([hours_number(group.minutes), hours_number(group.minutes_before)] if reader.sees_work else []),
        ]
        for group in groups
    ]
    blocks = [Block("table", title=gettext("How much"), columns=columns, rows=rows)] if rows else []
    for group in groups:
        if results and group.results:
            title = group_name(group)
            blocks.append(_results(title, group.results))
    return blocks


def _results(title: str, lines: Sequence[Line]) -> Block:
    """The results of a group; the same words on several days stand there once."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.text, []).append(line)
    items = []
    newest_first = sorted(found.items(), key=lambda one: one[1][-1].date, reverse=True)
    for text, same in newest_first[:MOST_RESULTS]:
        names = list(dict.fromkeys(name for line in same for name in line.organisations))
        when = day_words(same[-1].date) if len(same) == 1 else gettext("%(count)d times") % {"count": len(same)}
        items.append(ListItem(text, " · ".join(part for part in (", ".join(names[:5]), when) if part)))
    more = len(found) - len(items)
    if more > 0:
        text = ngettext(
            "And %(count)d more; it stands in the Excel file.",
            "And %(count)d more; they stand in the Excel file.",
            more,
        )
        items.append(ListItem(text % {"count": more}))
    return Block("items", title=title, items=items)


def themes(content: Content, reader: Reader, quotes: Quotes) -> list[Block]:
    """What was done for each theme of the plan."""
    if content.kind in ONE_PAGE:
        lines = [line for group in content.themes for line in group.results]
        return [_results("", lines[-MOST_ON_ONE_PAGE:])] if lines else []
    return _groups(content.themes, reader)


def meetings(content: Content, reader: Reader, quotes: Quotes) -> list[Block]:
    """How often who met; results stand with their theme."""
    return _groups(content.meetings, reader, results=False)


def partners(content: Content, reader: Reader, quotes: Quotes) -> list[Block]:
    """What was done with each kind of partner."""
    return _groups(content.partners, reader)


def hours(content: Content, reader: Reader, quotes: Quotes) -> list[Block]:
    """Where the hours went, as bars and as a table."""
    groups = [group for group in content.themes if group.minutes or group.minutes_before]
    if not reader.sees_work or not groups:
        return []
    most = max(max(group.minutes, 1) for group in groups)
    bars = [
        Bar(
            group_name(group),
            hours_number(group.minutes),
            round(100 * group.minutes / most, 1),
        )
        for group in groups
    ]
    rows = [[bar.label, bar.value, hours_number(group.minutes_before)] for bar, group in zip(bars, groups, strict=True)]
    columns = [Column(gettext("Theme")), Column(gettext("Hours"), num=True), Column(gettext("Hours before"), num=True)]
    alt = "; ".join(f"{bar.label}: {bar.value}" for bar in bars)
    return [
        Block(
            "bars",
            title=gettext("Hours by theme"),
            text=gettext("Bar chart of hours by theme. %(values)s.") % {"values": alt},
            bars=bars,
            columns=columns,
            rows=rows,
        )
    ]


def catalogue(content: Content, reader: Reader, quotes: Quotes) -> list[Block]:
    """Entries of the catalogue that the hub published."""
    return [Block("items", items=[item_of(line) for line in content.entries])] if content.entries else []


def quoted(content: Content, reader: Reader, quotes: Quotes) -> list[Block]:
    """What partners said, as far as it may still be shown."""
    found = [quotes[ref.pk] for ref in content.quotes if ref.pk in quotes]
    shown = [quote for quote in found if quote.is_public or reader.sees_work]
    if content.kind in ONE_PAGE:
        shown = shown[:3]
    blocks = [Block("quotes", items=[ListItem(quote.text, quote.who) for quote in shown])] if shown else []
    if reader.sees_work and len(found) < len(content.quotes):
        blocks.append(
            words_block(gettext("A quote that stood here was changed or taken back by the person who gave it."))
        )
    return blocks
