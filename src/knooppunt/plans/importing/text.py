"""The parser of lines: from the text of a plan to its tree.

A plan of this form is a row of themes. Each has a title, a goal ("Doelstelling"), a list under "Voor 2023 ligt de focus
op" and a list under "Activiteiten". The three names are the anchors: all else is placed by where it stands between
them. The title of a theme is the line above its goal.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from knooppunt.plans.importing import refusal
from knooppunt.plans.importing.boundaries import Habits, begins_row, joiner
from knooppunt.plans.importing.chapters import Chapter, Divider
from knooppunt.plans.importing.furniture import take_furniture
from knooppunt.plans.importing.lines import Line, read_lines
from knooppunt.plans.importing.refusal import ImportRefused, Sentence, _
from knooppunt.plans.importing.rows import Rows
from knooppunt.plans.importing.tree import Doubt, ParsedItem, ParsedPlan, ParsedTheme, SetAside
from knooppunt.plans.importing.words import (
    ends_open,
    ends_sentence,
    has_page_number,
    header_of,
    header_year,
    is_column_name,
    is_opening,
    is_plan_title,
    is_url,
    marker_of,
    plan_named_in,
)

LEGEND = _("The statuses on line %(line)s and below explain what the words mean; we did not read them as a status.")
PAGE = _("We left out “%(text)s”: it comes back on other pages.")
NO_TITLE = _("We found no title for the theme that begins on line %(line)s.")
NO_FOCUS = _("The theme “%(title)s” has no focus items.")
NO_ACTIVITIES = _("The theme “%(title)s” has no activities.")


def parse_text(text: str) -> ParsedPlan:
    """The plan in ``text``. Raises ``ImportRefused`` when there is no plan in it."""
    lines, shown = read_lines(text)
    return parse_lines(lines, shown)


def parse_lines(lines: Sequence[Line], shown: Sequence[str]) -> ParsedPlan:
    """The plan in ``lines``; ``shown`` are all source lines as a person sees them."""
    return _Parser(lines, shown).parse()


class _Parser:
    def __init__(self, lines: Sequence[Line], shown: Sequence[str]) -> None:
        self.shown = tuple(shown)
        self.lines, self.aside, self.title = take_furniture(lines)
        self.doubts: list[Doubt] = []
        self.links: list[str] = []
        divider = Divider(self.lines)
        self.chapters, self.intro, self.years = divider.chapters, divider.intro, divider.years
        self.aside += divider.aside
        self.doubts += divider.doubts
        self.join = joiner(_vocabulary(self.lines))
        for one in _first_of_each(self.aside):
            if one.why == "legend":
                self.doubts.append(Doubt(one.line, Sentence(LEGEND, {"line": one.line})))
            elif (
                one.why == "page" and len(one.text) > 12 and not has_page_number(one.text) and not self._is_heading(one)
            ):
                self.doubts.append(Doubt(one.line, Sentence(PAGE, {"text": one.text})))

    def _is_heading(self, one: SetAside) -> bool:
        """The title of the plan that stands there once, at the top."""
        return one.text == self.title and sum(other.text == one.text for other in self.aside) == 1

    def parse(self) -> ParsedPlan:
        if not any(chapter.has("focus") or chapter.has("activities") for chapter in self.chapters):
            raise ImportRefused(refusal.NO_THEMES)
        introduction = self._introduction()
        themes = self._themes()
        year = self._year(introduction)
        return ParsedPlan(
            title=self._plan_title(introduction, year),
            year=year,
            introduction=introduction,
            themes=themes,
            source_lines=self.shown,
            warnings=tuple(sorted(self.doubts, key=lambda doubt: doubt.line)),
            links=tuple(self.links),
            set_aside=tuple(sorted(self.aside, key=lambda one: one.line)),
        )

    def _set_aside(self, line: Line, text: str, why: str) -> None:
        self.aside.append(SetAside(line.number, text, why))

    def _introduction(self) -> str:
        """The text before the first theme, without its headings, addresses and the plan's own title."""
        paragraphs: list[str] = []
        before: Line | None = None
        habits = Habits.of(self.intro.lines)
        for index, line in enumerate(self.intro.lines):
            whole = " ".join((line.text, *line.tail))
            if is_url(whole):
                self.links.append(whole)
            elif is_opening(whole) or (is_column_name(whole) and not ends_sentence(whole)):
                self._set_aside(line, whole, "header")
            elif not paragraphs and not self.title and self._names_plan(index):
                self.title = whole
            elif before is not None and paragraphs and not begins_row(before, paragraphs[-1], line, habits)[0]:
                paragraphs[-1] = self.join(paragraphs[-1], whole)
                before = line
            else:
                paragraphs.append(whole)
                before = line
        return " ".join(paragraphs) if len(paragraphs) < 2 else "\n\n".join(paragraphs)

    def _names_plan(self, index: int) -> bool:
        """Whether this line of the introduction is the title of the plan, and no broken sentence about it."""
        line = self.intro.lines[index]
        following = self.intro.lines[index + 1] if index + 1 < len(self.intro.lines) else None
        whole = " ".join((line.text, *line.tail))
        goes_on = following is not None and following.gap == 0 and following.text[:1].islower()
        return is_plan_title(whole) and ". " not in whole and not ends_open(whole) and not goes_on

    def _themes(self) -> tuple[ParsedTheme, ...]:
        titles = [self._title_of(chapter) for chapter in self.chapters]
        for chapter, title in zip(self.chapters, titles, strict=True):
            self._leave_running_title(chapter, title)
        lines = [line for chapter in self.chapters for part in ("focus", "activities") for line in chapter.lines(part)]
        habits = Habits.of(lines)
        lists = [[self._rows(chapter, part, habits) for part in ("focus", "activities")] for chapter in self.chapters]
        rows = [rows for pair in lists for rows in pair]
        count = sum(len(one.drafts) for one in rows)
        if count and sum(one.with_status for one in rows) >= 0.8 * count:
            habits.rows_have_status = True  # known only now; read the rows once more with it
            lists = [
                [self._rows(chapter, part, habits) for part in ("focus", "activities")] for chapter in self.chapters
            ]
            rows = [rows for pair in lists for rows in pair]
        believe = sum(one.with_status for one in rows) >= max(2, count / 4)
        themes = []
        for index, (chapter, title, (focus, activities)) in enumerate(
            zip(self.chapters, titles, lists, strict=True), 1
        ):
            themes.append(
                self._theme(chapter, title, index, self._items(focus, believe), self._items(activities, believe))
            )
        return tuple(themes)

    def _leave_running_title(self, chapter: Chapter, title: str) -> None:
        """The title of a theme comes back at the top of a page, often with "(vervolg)"."""
        running = {title, f"{title} (vervolg)", f"{title} vervolg", f"Vervolg {title}"} if title else set()
        for section in chapter.sections:
            for line in [line for line in section.lines if line.text in running and not line.tail]:
                section.lines.remove(line)
                self._set_aside(line, line.text, "page")

    def _theme(
        self,
        chapter: Chapter,
        title: str,
        index: int,
        focus: tuple[ParsedItem, ...],
        activities: tuple[ParsedItem, ...],
    ) -> ParsedTheme:
        if not title:
            self.doubts.append(Doubt(chapter.at, Sentence(NO_TITLE, {"line": chapter.at})))
        shown = title or f"Thema {index}"
        for items, message in ((focus, NO_FOCUS), (activities, NO_ACTIVITIES)):
            if not items:
                self.doubts.append(Doubt(chapter.at, Sentence(message, {"title": shown})))
        last = max((line.number for section in chapter.sections for line in section.lines), default=chapter.at)
        return ParsedTheme(shown, self._goal(chapter), focus, activities, (chapter.at, last))

    def _title_of(self, chapter: Chapter) -> str:
        title = ""
        for line in chapter.title:
            title = self.join(title, " ".join((line.text, *line.tail)))
        header = header_of(title)
        if header and header.part == "theme" and header.rest:
            self.aside.append(SetAside(chapter.at, title[: -len(header.rest)].strip(), "header"))
            title = header.rest
        marker = marker_of(title)
        if marker and marker.rest:
            self.aside.append(SetAside(chapter.at, marker.shown, "number"))
            title = marker.rest
        return title.rstrip(":").strip()

    def _goal(self, chapter: Chapter) -> str:
        """The goal as one text; goals in a list keep a line each."""
        goal = ""
        for line in chapter.lines("goal"):
            whole = " ".join((line.text, *line.tail))
            marker = marker_of(whole)
            if marker and (marker.kind == "bullet" or marker.kind == "num1") and marker.rest[:1].isupper():
                self.aside.append(SetAside(line.number, marker.shown, "number"))
                goal = f"{goal}\n{marker.rest}".strip()
            else:
                goal = self.join(goal, whole)
        return goal

    def _rows(self, chapter: Chapter, part: str, habits: Habits) -> Rows:
        columns = next(
            (section.columns for section in chapter.sections if section.part == part and section.columns), ()
        )
        rows = Rows("focus" if part == "focus" else "activity", habits, self.join, columns)
        rows.feed(chapter.lines(part))
        return rows

    def _items(self, rows: Rows, believe_doubtful: bool) -> tuple[ParsedItem, ...]:
        items = rows.finish(believe_doubtful)
        self.doubts += rows.doubts
        self.aside += rows.aside
        return items

    def _year(self, introduction: str) -> int | None:
        if self.years:
            return self.years.most_common(1)[0][0]
        named = plan_named_in(introduction)
        return named[0] if named else header_year(self.title) or header_year(introduction)

    def _plan_title(self, introduction: str, year: int | None) -> str:
        """The title as written, else made from a sentence such as "het actieplan 2023 van het …"."""
        if self.title:
            return self.title
        named = plan_named_in(introduction)
        if named:
            return f"Actieplan {named[0]} {named[1]}"
        return f"Actieplan {year}" if year else "Actieplan"


def _vocabulary(lines: Sequence[Line]) -> frozenset[str]:
    return frozenset(word for line in lines for word in re.findall(r"[\w-]+", line.text.lower()))


def _first_of_each(aside: Sequence[SetAside]) -> list[SetAside]:
    """The first of each kind of legend and of each repeated text, so that one page header gives one sentence."""
    seen: set[str] = set()
    result = []
    for one in aside:
        key = "legend" if one.why == "legend" else re.sub(r"\d+", "#", one.text.lower())
        if key not in seen:
            seen.add(key)
            result.append(one)
    return result
