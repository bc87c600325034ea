"""Dividing the lines of a plan over its themes and their parts.

The names of the parts ("Doelstelling", "Voor 2023 ligt de focus op", "Activiteiten") are the anchors: all else is placed
by where it stands between them. The title of a theme is the line above its goal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from knooppunt.plans.importing.lines import Line
from knooppunt.plans.importing.refusal import Sentence, _
from knooppunt.plans.importing.tree import Doubt, SetAside
from knooppunt.plans.importing.words import (
    Header,
    cell_status,
    ends_sentence,
    header_of,
    header_year,
    is_plan_title,
    is_url,
    marker_of,
)

LONGEST_TITLE = 150
LEFT_OVER = _("From line %(line)s on there is text after the plan. We left it out.")


@dataclass
class Section:
    """The lines between two anchors."""

    part: str  # intro, title, goal, focus, activities
    lines: list[Line] = field(default_factory=list)
    columns: tuple[str, ...] = ()


@dataclass
class Chapter:
    """A theme being gathered."""

    title: list[Line] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    at: int = 0

    def has(self, part: str) -> bool:
        """Whether this part has begun."""
        return any(section.part == part for section in self.sections)

    def lines(self, part: str) -> list[Line]:
        """All lines of this part."""
        return [line for section in self.sections if section.part == part for line in section.lines]


class Divider:
    """Reads the lines from top to bottom. Afterwards ``intro`` and ``chapters`` hold them."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.aside: list[SetAside] = []
        self.doubts: list[Doubt] = []
        self.years: Counter[int] = Counter()
        self.chapters: list[Chapter] = []
        self.intro = Section("intro")
        self._divide()

    @property
    def section(self) -> Section:
        """The section that lines are added to now."""
        return self.chapters[-1].sections[-1] if self.chapters else self.intro

    def _divide(self) -> None:
        index = 0
        while index < len(self.lines):
            line = self.lines[index]
            header, used = self._header_at(index)
            if header is None or not self._open(header, index, used):
                self.section.lines.append(line)
                index += 1
                continue
            index += used
            if header.part == "ending":
                self._leave_rest(index)
                return

    def _header_at(self, index: int) -> tuple[Header | None, int]:
        """The header at ``index`` and over how many lines it runs (a narrow column breaks it)."""
        line = self.lines[index]
        header = header_of(line.text)
        if header is not None or index + 1 >= len(self.lines) or len(line.text) > 60:
            return header, 1
        following = self.lines[index + 1]
        if following.gap == 0 and len(following.text) < 30 and "focus" in line.text.lower():
            header = header_of(f"{line.text} {following.text}")
            if header is not None and header.part == "focus" and header.bare:
                return header, 2
        return None, 1

    def _open(self, header: Header, index: int, used: int) -> bool:
        """Begin the part that ``header`` names; False when the line is text after all."""
        line = self.lines[index]
        opened = {
            "theme": self._open_theme,
            "goal": self._open_goal,
            "focus": self._open_list,
            "activities": self._open_list,
            "ending": self._may_end,
        }[header.part](header, index)
        if not opened:
            return False
        if year := header_year(line.text):
            self.years[year] += header.part == "focus"
        named = line.text[: -len(header.rest)].strip() if header.rest else line.text
        if header.part != "theme" or header.bare or named:
            self._set_aside(line, named, "header")
        for more in self.lines[index + 1 : index + used]:
            self._set_aside(more, more.text, "header")
        if line.tail and header.part != "theme":
            self.section.columns = line.tail
            self._set_aside(line, " ".join(line.tail), "header")
        if header.rest and header.part != "theme":
            self.section.lines.append(
                Line(line.number, header.rest, line.gap, line.indent, (), line.start, line.wide_end)
            )
        return True

    def _set_aside(self, line: Line, text: str, why: str) -> None:
        self.aside.append(SetAside(line.number, text, why))

    def _open_theme(self, header: Header, index: int) -> bool:
        """ "Thema 3: Borging": a theme that names itself. It must lead to a list before the next theme."""
        if not self._leads_to(index, {"goal", "focus", "activities"}):
            return False
        line = self.lines[index]
        chapter = Chapter(at=line.number, sections=[Section("title")])
        if header.rest:
            chapter.title = [Line(line.number, header.rest)]
        self.chapters.append(chapter)
        return True

    def _open_goal(self, header: Header, index: int) -> bool:
        if not header.bare and not self._leads_to(index, {"focus", "activities"}):
            return False
        if not header.bare and self.chapters and self.section.part == "goal":
            return False
        if self.chapters and self.section.part == "title":
            self._settle_title()
        elif self.chapters and not self.chapters[-1].sections[-1].lines and not self.chapters[-1].has("goal"):
            pass
        else:
            self._begin_chapter(self._title_above(self.section.lines), self.lines[index])
        self.chapters[-1].sections.append(Section("goal"))
        return True

    def _open_list(self, header: Header, index: int) -> bool:
        """A list of focus items or activities; the same header again in its own list is a table that runs on."""
        part, line = header.part, self.lines[index]
        if not header.bare and self.chapters and self.chapters[-1].has(part):
            return False
        if self.chapters and self.section.part == "title":
            self._settle_title()
        elif not self.chapters or self._new_theme_without_goal(part, index):
            title, goal = self._heading_above(self.section.lines)
            self._begin_chapter(title, line)
            if goal:
                self.chapters[-1].sections.append(Section("goal", goal))
        sections = self.chapters[-1].sections
        columns = sections[-1].columns if sections and sections[-1].part == part else ()
        self.chapters[-1].sections.append(Section(part, columns=columns))
        return True

    def _new_theme_without_goal(self, part: str, index: int) -> bool:
        chapter, section = self.chapters[-1], self.section
        if not chapter.has(part):
            return part == "focus" and chapter.has("activities") and bool(self._heading_above(section.lines)[0])
        if section.part != part:
            return bool(section.lines)
        following = self.lines[index + 1] if index + 1 < len(self.lines) else None
        marker = marker_of(following.text) if following else None
        marked = [found for found in (marker_of(line.text) for line in section.lines) if found]
        if marker and marked and marker.kind == marked[-1].kind and marker.value:
            return marker.value <= marked[-1].value and bool(self._heading_above(section.lines)[0])
        if self.lines[index].page_break or not section.lines:
            return False
        last = section.lines[-1]
        return last.gap > 0 and _looks_like_title(last) and self._was_heading(section.lines)

    def _was_heading(self, lines: Sequence[Line]) -> bool:
        """A last line that is shorter than all rows above it, under a wider gap."""
        rows = lines[:-1]
        return (
            bool(rows)
            and lines[-1].gap >= max((line.gap for line in rows[1:]), default=0)
            and len(lines[-1].text) < min((len(line.text) for line in rows), default=0)
        )

    def _may_end(self, header: Header, index: int) -> bool:
        return (
            bool(self.chapters)
            and self.lines[index].gap > 0
            and not self._leads_to(index, {"goal", "focus", "activities"})
        )

    def _leads_to(self, index: int, parts: set[str]) -> bool:
        """Whether one of ``parts`` follows before the next theme or goal begins."""
        own = header_of(self.lines[index].text)
        for line in self.lines[index + 1 : index + 200]:
            header = header_of(line.text)
            if header is None or not (header.bare or header.part in ("theme", "goal")):
                continue
            if header.part in parts:
                return True
            if own and header.part in (own.part, "theme"):
                return False
        return False

    def _begin_chapter(self, title: list[Line], line: Line) -> None:
        """Begin a theme. ``title`` and what stands below it are taken away from the section before."""
        section = self.section
        if title:
            first = title[0].number
            section.lines = [other for other in section.lines if other.number < first]
        self.chapters.append(Chapter(title=title, at=title[0].number if title else line.number))

    def _settle_title(self) -> None:
        """After "Thema 3": the first line is the title, unless the header line held it; the rest is the goal."""
        chapter = self.chapters[-1]
        lines = chapter.sections[-1].lines
        if not chapter.title and lines:
            chapter.title, lines = lines[:1], lines[1:]
        chapter.sections = [Section("goal", lines)] if lines else []

    def _title_above(self, lines: Sequence[Line]) -> list[Line]:
        """The title right above a goal: one line, or more when the last begins in lower case."""
        if not lines or not _may_be_title(lines[-1]):
            return []
        first = len(lines) - 1
        while first > 0 and lines[first].text[:1].islower() and lines[first].gap == 0 and len(lines) - first < 3:
            first -= 1
        return list(lines[first:]) if _may_be_title(lines[first]) else list(lines[-1:])

    def _heading_above(self, lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
        """(title, goal) above a list without "Doelstelling": the nearest line that looks like a heading, and what follows."""
        for back in range(1, min(len(lines), 9) + 1):
            line = lines[-back]
            above = lines[-back - 1] if back < len(lines) else None
            clear = above is None or line.gap > 0 or ends_sentence(above.text)
            if _looks_like_title(line) and clear:
                return [line], list(lines[len(lines) - back + 1 :])
        return [], []

    def _leave_rest(self, index: int) -> None:
        rest = self.lines[index:]
        if rest:
            number = rest[0].number
            self.doubts.append(Doubt(number, Sentence(LEFT_OVER, {"line": number})))
        for line in rest:
            self._set_aside(line, " ".join((line.text, *line.tail)), "left over")


def _may_be_title(line: Line) -> bool:
    """Whether the line above a goal can be the title of a theme."""
    if line.tail and cell_status(line.tail[-1]):
        return False
    long = len(line.text) > LONGEST_TITLE
    return not (long or (ends_sentence(line.text) and len(line.text) > 60) or cell_status(line.text))


def _looks_like_title(line: Line) -> bool:
    """Stricter, for where no goal follows: short, no sentence, begins with a capital or a number."""
    if line.tail or len(line.text) > 80 or ends_sentence(line.text) or cell_status(line.text) or is_url(line.text):
        return False
    marker = marker_of(line.text)
    text = marker.rest if marker and marker.kind != "bullet" else line.text
    return text[:1].isupper() and not is_plan_title(text)
