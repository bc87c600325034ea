"""The blocks about how things stand: the plan, the organisations, the recalibration, the hubs, what comes."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext, ngettext

from knooppunt.core.components import STATUS_LOOKS, status_look
from knooppunt.journal.api import hours_number
from knooppunt.reports.content import Content, PlanTheme
from knooppunt.reports.document.parts import Block, Column, ListItem, Quotes, StatusItem
from knooppunt.reports.document.reader import Reader
from knooppunt.reports.document.words import RECALIBRATED, day_words, words_block
from knooppunt.reports.models import Kind, State

BEHIND = "achter_op_schema"


def plan(content: Content, reader: Reader, quotes: Quotes) -> list[Block]:
    """The statuses per theme, and which rows changed."""
    if not content.plan:
        return (
            [words_block(gettext("There is no plan for %(year)s.") % {"year": content.last[:4]})]
            if reader.sees_hub
            else []
        )
    statuses = [_standing(theme) for theme in content.plan if theme.rows]
    blocks = [Block("statuses", title=gettext("How the plan stands"), statuses=statuses)] if statuses else []
    rows = [(theme.title, row) for theme in content.plan for row in theme.rows if row.was != row.status]
    if rows and content.kind != Kind.NATIONAL:
        items = [
            ListItem(
                f"{row.label} {row.text}".strip(),
                gettext("was: %(status)s") % {"status": str(status_look(row.was).label).lower()},
                row.status,
            )
            for _title, row in rows
        ]
        blocks.append(Block("items", title=gettext("What changed in the plan"), items=items))
    elif rows:
        text = ngettext("%(count)d row has another status.", "%(count)d rows have another status.", len(rows))
        blocks.append(words_block(gettext("What changed in this period:") + " " + text % {"count": len(rows)}))
    return blocks


def _standing(theme: PlanTheme) -> StatusItem:
    counts = Counter(row.status for row in theme.rows)
    words = ", ".join(f"{counts[look.code]} {str(look.label).lower()}" for look in STATUS_LOOKS if counts[look.code])
    return StatusItem(theme.title or gettext("Own themes of hubs"), dict(counts), words)


def behind(content: Content, reader: Reader, quotes: Quotes) -> list[Block]:
    """Rows behind schedule, with the reason."""
    rows = [row for theme in content.plan for row in theme.rows if row.status == BEHIND]
    items = [ListItem(f"{row.label} {row.text}".strip(), row.reason, BEHIND) for row in rows]
    if items:
        return [Block("items", items=items)]
    return [words_block(gettext("No row of the plan is behind schedule."))] if content.plan else []


def organisations(content: Content, reader: Reader, quotes: Quotes) -> list[Block]:
    """Who is new, who was not spoken, and all that were."""
    if not reader.sees_work:
        return []
    total = next((row.value for row in content.figures if row.code == "organisations"), 0)
    if not total:
        return [words_block(gettext("No organisations were named in this period."))]
    blocks = []
    for title, rows in (
        (gettext("New"), content.new),
        (gettext("Spoken before, not in this period"), content.lapsed),
        (gettext("All we spoke"), content.spoken),
    ):
        if rows:
            blocks.append(Block("names", title=f"{title} ({len(rows)})", text=", ".join(row.name for row in rows)))
    hidden = total - len(content.spoken)
    if hidden > 0:
        words = ngettext(
            "%(count)d organisation is not named here: the hub did not share that.",
            "%(count)d organisations are not named here: the hub did not share that.",
            hidden,
        )
        blocks.append(words_block(words % {"count": hidden}))
    return blocks


def recalibration(content: Content, reader: Reader, quotes: Quotes) -> list[Block]:
    """One line per round that ended. What has no round before it to compare with shows a dash."""
    if not content.recalibrations:
        return []
    national = content.kind == Kind.NATIONAL
    columns = [
        *([Column(gettext("Hub"))] if national else []),
        Column(gettext("Ended on")),
        *(Column(str(label).capitalize(), num=True) for label in RECALIBRATED.values()),
    ]
    rows = [
        [
            *([row.hub] if national else []),
            day_words(row.date),
            *(str(row.figures[code]) if code in row.figures else "–" for code in RECALIBRATED),
        ]
        for row in content.recalibrations
    ]
    said = [gettext("The figures are about contacts. New, gone and changed: since the recalibration before.")]
    for row in content.recalibrations:
        counts = {code: row.figures[f"organisations_{code}"] for code in ("new", "gone", "changed") if not national
                  and f"organisations_{code}" in row.figures}  # fmt: skip
        if counts:
            said.append(gettext("Organisations: %(new)d new, %(gone)d gone, %(changed)d changed.") % counts)
    return [
        Block("table", title=gettext("How the recalibration went"), columns=columns, rows=rows),
        words_block(" ".join(said)),
    ]


def hubs(content: Content, reader: Reader, quotes: Quotes) -> list[Block]:
    """Every hub of a national report in one line, and in its own words."""
    if not content.hubs:
        return []
    columns = [
        Column(gettext("Hub")),
        Column(gettext("Moments"), num=True),
        Column(gettext("Hours"), num=True),
        Column(gettext("Organisations"), num=True),
        Column(gettext("Plan rows"), num=True),
        Column(gettext("Behind"), num=True),
        Column(gettext("Own report")),
    ]
    states = dict(State.choices)
    rows = [
        [
            hub.name,
            str(hub.moments),
            hours_number(hub.minutes),
            str(hub.organisations),
            str(hub.rows),
            str(hub.behind),
            str(states[State(hub.state)]) if hub.state else gettext("none yet"),
        ]
        for hub in content.hubs
    ]
    blocks = [Block("table", title=gettext("How much"), columns=columns, rows=rows)]
    stories = [ListItem(hub.story, hub.name) for hub in content.hubs if hub.story]
    if stories:
        blocks.append(Block("items", title=gettext("In their own words"), items=stories))
    return blocks


def outlook(content: Content, reader: Reader, quotes: Quotes) -> list[Block]:
    """Rows of the plan with a day that comes."""
    rows = sorted((row.day, row.text) for theme in content.plan for row in theme.rows if row.day)
    return [Block("items", items=[ListItem(text, day_words(day)) for day, text in rows])] if rows else []
