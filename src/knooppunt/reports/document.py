"""From the content of a report to what one reader reads: sections of simple blocks, in the active language.

Page, PDF, Word, workbook and newsletter all draw this, so that none of them can show more than another. Pure: rights
are decided here by ``Reader``, and nowhere later.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, ngettext

from knooppunt.core.components import STATUS_LOOKS, status_look
from knooppunt.journal.api import hours_number
from knooppunt.reports.content import HUB, NETWORK, PUBLIC, Content, Group, Line, Met, PlanTheme
from knooppunt.reports.models import Kind, State
from knooppunt.reports.sections import ONE_PAGE, TITLES
from knooppunt.reports.spans import Span

BEHIND = "achter_op_schema"
MOST_ON_ONE_PAGE = 6
MOST_RESULTS = 15  # in one group: nobody reads more; the workbook has them all


@dataclass(frozen=True)
class Reader:
    """For whom a report is drawn."""

    audience: str

    @property
    def sees_hub(self) -> bool:
        """Belongs to the hub: reads everything."""
        return self.audience == HUB

    @property
    def sees_work(self) -> bool:
        """Belongs to the network: hours, organisations by name, reasons."""
        return self.audience in {HUB, NETWORK}

    def may_read(self, audience: str) -> bool:
        """Whether something for ``audience`` is for this reader."""
        return audience == PUBLIC or (audience == NETWORK and self.sees_work) or self.sees_hub


@dataclass(frozen=True)
class FigureItem:
    """A number with its words, and how it was."""

    label: str
    number: str
    unit: str = ""
    code: str = ""


@dataclass(frozen=True)
class StatusItem:
    """How the rows of a theme stand."""

    title: str
    counts: dict[str, int]
    words: str


@dataclass(frozen=True)
class ListItem:
    """A line with something small beside it."""

    text: str
    detail: str = ""
    status: str | None = None


@dataclass(frozen=True)
class Column:
    """A column of a table."""

    label: str
    num: bool = False


@dataclass(frozen=True)
class Bar:
    """One bar of a chart; ``share`` from 0 to 100 of the longest."""

    label: str
    value: str
    share: float

    @property
    def width(self) -> str:
        """The share for a drawing: with a point, whatever the language."""
        return f"{self.share:.1f}"


@dataclass(frozen=True)
class Block:
    """One piece of a section. ``kind`` says which of the fields is filled: figures, statuses, items, table, bars, quotes
    or words.
    """

    kind: str
    title: str = ""
    text: str = ""
    figures: list[FigureItem] = field(default_factory=list)
    statuses: list[StatusItem] = field(default_factory=list)
    items: list[ListItem] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)


@dataclass(frozen=True)
class DocumentSection:
    """A chapter."""

    code: str
    title: str
    text: str
    blocks: list[Block]


@dataclass(frozen=True)
class Document:
    """A whole report for one reader. What people wrote stays as they wrote it; the rest is in the active language."""

    title: str
    over: str
    period: str
    example: str
    dated: list[str]
    one_page: bool
    sections: list[DocumentSection]


@dataclass(frozen=True)
class QuoteText:
    """What a quote may say."""

    text: str
    who: str
    is_public: bool


def document_for(
    content: Content,
    reader: Reader,
    *,
    quotes: Mapping[int, QuoteText],
    frozen_on: dt.date | None = None,
    number: int = 0,
    keep_empty: bool = False,
) -> Document:
    """The report as this reader may read it. ``quotes`` are those that may still be shown, by their number.

    ``keep_empty`` is for the page on which somebody writes: an empty section waits for a text there.
    """
    content = for_reader(content, reader)
    span = Span(dt.date.fromisoformat(content.first), dt.date.fromisoformat(content.last))
    sections = [
        DocumentSection(story.code, str(TITLES[story.code]), story.text, _BLOCKS[story.code](content, reader, quotes))
        for story in content.sections
        if story.code in TITLES
    ]
    return Document(
        title=_title(content, span),
        over=content.hub or gettext("All education hubs together"),
        period=span.label,
        example=gettext("Example. What stands in this report is made up, to show how it works.")
        if content.is_example
        else "",
        dated=_dated(content, frozen_on, number),
        one_page=content.kind in ONE_PAGE,
        sections=[one for one in sections if keep_empty or one.text or one.blocks],
    )


def for_reader(content: Content, reader: Reader) -> Content:
    """Only what ``reader`` may read. The one place where that is decided, for live reports and snapshots alike."""
    if reader.sees_hub:
        return content

    def groups(rows: Sequence[Group]) -> list[Group]:
        return [
            replace(
                row,
                results=_lines(row.results, reader),
                minutes=row.minutes if reader.sees_work else 0,
                minutes_before=row.minutes_before if reader.sees_work else 0,
            )
            for row in rows
        ]

    def names(rows: Sequence[Met]) -> list[Met]:
        return [row for row in rows if reader.sees_work and reader.may_read(row.audience)]

    return replace(
        content,
        figures=[row for row in content.figures if reader.may_read(row.audience)],
        highlights=_lines(content.highlights, reader),
        themes=groups(content.themes),
        partners=groups(content.partners),
        meetings=groups(content.meetings),
        plan=_plan(content.plan, reader),
        spoken=names(content.spoken),
        new=names(content.new),
        lapsed=names(content.lapsed),
        hubs=content.hubs if reader.sees_work else [],
        recalibrations=[row for row in content.recalibrations if reader.may_read(row.audience)],
    )


def _lines(lines: Sequence[Line], reader: Reader) -> list[Line]:
    return [
        line if reader.sees_work else replace(line, organisations=[])
        for line in lines
        if reader.may_read(line.audience)
    ]


def _plan(themes: Sequence[PlanTheme], reader: Reader) -> list[PlanTheme]:
    if reader.sees_work:
        return list(themes)
    found = [
        PlanTheme(theme.title, [replace(row, reason="") for row in theme.rows if row.is_public]) for theme in themes
    ]
    return [theme for theme in found if theme.rows]


def suggestion(content: Content, code: str) -> str:
    """With what an editor begins: the highlights that fit the section, as sentences.

    Only what the hub shares with all hubs: a text stands in the report for whoever may read it.
    """
    lines = [line for line in content.highlights if line.audience != HUB]
    match code:
        case "summary":
            lines = lines[-3:]
        case "themes" | "plan":
            lines = [line for line in lines if line.theme]
        case "meetings":
            lines = [line for line in lines if line.kind in {"meeting", "training", "visit"}]
        case "partners" | "organisations":
            lines = [line for line in lines if line.organisations]
        case "highlights":
            pass
        case _:
            lines = []
    return "\n".join(line.text for line in lines)


def _title(content: Content, span: Span) -> str:
    match content.kind:
        case Kind.PARTNER:
            return gettext("What our cooperation yielded: %(organisation)s") % {"organisation": content.organisation}
        case Kind.UPDATE:
            return gettext("Update from the education hub, %(period)s") % {"period": span.label}
        case Kind.NATIONAL:
            return gettext("National report, %(period)s") % {"period": span.label}
        case _:
            return gettext("Half-year report, %(period)s") % {"period": span.label}


def _dated(content: Content, frozen_on: dt.date | None, number: int) -> list[str]:
    if frozen_on is None:
        day = date_format(dt.date.fromisoformat(content.made_on), "j F Y")
        return [gettext("Draft of %(day)s. The figures follow what is recorded.") % {"day": day}]
    words = {"day": date_format(frozen_on, "j F Y"), "number": number}
    return [gettext("Frozen on %(day)s, version %(number)d. The figures do not change after that.") % words]


def _day(iso: str) -> str:
    return date_format(dt.date.fromisoformat(iso), "j F Y")


FIGURES: dict[str, Promise] = {
    "moments": gettext_lazy("moments"),
    "meetings": gettext_lazy("meetings, training and visits"),
    "organisations": gettext_lazy("organisations spoken"),
    "contacts": gettext_lazy("contacts spoken"),
    "results": gettext_lazy("results"),
    "minutes": gettext_lazy("hours"),
}
GROUP_NAMES: dict[str, Promise] = {
    "meeting": gettext_lazy("Meetings"),
    "training": gettext_lazy("Training"),
    "visit": gettext_lazy("Visits"),
    "practice": gettext_lazy("Care practice"),
    "research": gettext_lazy("Research"),
    "education": gettext_lazy("Education"),
    "together": gettext_lazy("Several together"),
    "other": gettext_lazy("Other partners"),
}


# ---- The blocks of each section ---------------------------------------------------------------------------------------
Quotes = Mapping[int, QuoteText]


def _summary(content: Content, reader: Reader, quotes: Quotes) -> list[Block]:
    figures = [
        FigureItem(
            str(FIGURES[row.code]),
            _amount(row.code, row.value),
            gettext("was %(number)s") % {"number": _amount(row.code, row.before)},
            row.code,
        )
        for row in content.figures
    ]
    if not any(row.value for row in content.figures):
        return [_words(gettext("Nothing was recorded in this period."))]
    before = Span(dt.date.fromisoformat(content.before_first), dt.date.fromisoformat(content.before_last))
    return [
        Block("figures", figures=figures),
        _words(gettext("“Was” is about the period before: %(period)s.") % {"period": before.label}),
    ]


def _amount(code: str, value: int) -> str:
    return hours_number(value) if code == "minutes" else str(value)


def _words(text: str) -> Block:
    return Block("words", text=text)


def _highlights(content: Content, reader: Reader, quotes: Quotes) -> list[Block]:
    if any(story.code == "highlights" and story.is_own for story in content.sections):
        return []  # somebody wrote the story
    lines = content.highlights[-MOST_ON_ONE_PAGE:] if content.kind in ONE_PAGE else content.highlights
    if lines:
        return [Block("items", items=[_item(line) for line in lines])]
    return [_words(gettext("No highlights were marked in this period."))] if reader.sees_hub else []


def _item(line: Line) -> ListItem:
    parts = [line.hub, ", ".join(line.organisations), line.theme, _day(line.date)]
    return ListItem(line.text, " · ".join(part for part in parts if part))


def _plan_blocks(content: Content, reader: Reader, quotes: Quotes) -> list[Block]:
    if not content.plan:
        return (
            [_words(gettext("There is no plan for %(year)s.") % {"year": content.last[:4]})] if reader.sees_hub else []
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
        blocks.append(_words(gettext("What changed in this period:") + " " + text % {"count": len(rows)}))
    return blocks


def _standing(theme: PlanTheme) -> StatusItem:
    counts = Counter(row.status for row in theme.rows)
    words = ", ".join(f"{counts[look.code]} {str(look.label).lower()}" for look in STATUS_LOOKS if counts[look.code])
    return StatusItem(theme.title or gettext("Own themes of hubs"), dict(counts), words)


def _behind(content: Content, reader: Reader, quotes: Quotes) -> list[Block]:
    rows = [row for theme in content.plan for row in theme.rows if row.status == BEHIND]
    items = [ListItem(f"{row.label} {row.text}".strip(), row.reason, BEHIND) for row in rows]
    if items:
        return [Block("items", items=items)]
    return [_words(gettext("No row of the plan is behind schedule."))] if content.plan else []


def _group_name(group: Group) -> str:
    return str(GROUP_NAMES.get(group.title) or group.title or gettext("Nothing of the plan"))


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
            _group_name(group),
            str(group.moments),
            str(group.organisations),
            *([hours_number(group.minutes), hours_number(group.minutes_before)] if reader.sees_work else []),
        ]
        for group in groups
    ]
    blocks = [Block("table", title=gettext("How much"), columns=columns, rows=rows)] if rows else []
    for group in groups:
        if results and group.results:
            title = _group_name(group)
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
        when = _day(same[-1].date) if len(same) == 1 else gettext("%(count)d times") % {"count": len(same)}
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


def _themes(content: Content, reader: Reader, quotes: Quotes) -> list[Block]:
    if content.kind in ONE_PAGE:
        lines = [line for group in content.themes for line in group.results]
        return [_results("", lines[-MOST_ON_ONE_PAGE:])] if lines else []
    return _groups(content.themes, reader)


def _meetings(content: Content, reader: Reader, quotes: Quotes) -> list[Block]:
    return _groups(content.meetings, reader, results=False)


def _partners(content: Content, reader: Reader, quotes: Quotes) -> list[Block]:
    return _groups(content.partners, reader)


def _organisations(content: Content, reader: Reader, quotes: Quotes) -> list[Block]:
    if not reader.sees_work:
        return []
    total = next((row.value for row in content.figures if row.code == "organisations"), 0)
    if not total:
        return [_words(gettext("No organisations were named in this period."))]
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
        blocks.append(_words(words % {"count": hidden}))
    return blocks


RECALIBRATED: dict[str, Promise] = {
    "asked": gettext_lazy("asked"),
    "verified": gettext_lazy("confirmed"),
    "contacts_new": gettext_lazy("new"),
    "contacts_gone": gettext_lazy("gone"),
    "contacts_changed": gettext_lazy("changed"),
    "not_reached": gettext_lazy("not reached"),
}


def _recalibration(content: Content, reader: Reader, quotes: Quotes) -> list[Block]:
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
            _day(row.date),
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
        _words(" ".join(said)),
    ]


def _hours(content: Content, reader: Reader, quotes: Quotes) -> list[Block]:
    groups = [group for group in content.themes if group.minutes or group.minutes_before]
    if not reader.sees_work or not groups:
        return []
    most = max(max(group.minutes, 1) for group in groups)
    bars = [
        Bar(
            _group_name(group),
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


def _catalogue(content: Content, reader: Reader, quotes: Quotes) -> list[Block]:
    return [Block("items", items=[_item(line) for line in content.entries])] if content.entries else []


def _quotes(content: Content, reader: Reader, quotes: Quotes) -> list[Block]:
    found = [quotes[ref.pk] for ref in content.quotes if ref.pk in quotes]
    shown = [quote for quote in found if quote.is_public or reader.sees_work]
    if content.kind in ONE_PAGE:
        shown = shown[:3]
    blocks = [Block("quotes", items=[ListItem(quote.text, quote.who) for quote in shown])] if shown else []
    if reader.sees_work and len(found) < len(content.quotes):
        blocks.append(_words(gettext("A quote that stood here was changed or taken back by the person who gave it.")))
    return blocks


def _hubs(content: Content, reader: Reader, quotes: Quotes) -> list[Block]:
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


def _outlook(content: Content, reader: Reader, quotes: Quotes) -> list[Block]:
    rows = sorted((row.day, row.text) for theme in content.plan for row in theme.rows if row.day)
    return [Block("items", items=[ListItem(text, _day(day)) for day, text in rows])] if rows else []


_BLOCKS = {
    "summary": _summary,
    "highlights": _highlights,
    "plan": _plan_blocks,
    "behind": _behind,
    "themes": _themes,
    "meetings": _meetings,
    "partners": _partners,
    "organisations": _organisations,
    "recalibration": _recalibration,
    "hours": _hours,
    "catalogue": _catalogue,
    "quotes": _quotes,
    "hubs": _hubs,
    "outlook": _outlook,
}
