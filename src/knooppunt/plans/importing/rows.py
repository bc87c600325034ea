"""Where does a row begin? From the lines of one section to its items.

The signals, strongest first:

1. what is known: a table or paragraph of Word, a ruled line in a PDF (``Line.start``);
2. a number that is next in order, or a bullet of the kind this section uses for rows;
3. a lower-case letter goes on with the sentence; so does what follows a comma, a slash or a word that ends no sentence;
4. a capital after the end of a sentence begins a row when a blank line lies between, or when the line before stopped
   before the margin (its next word would have fitted);
5. a capital after an unfinished sentence begins a row when the line before stopped before the margin, or when the word
   is one that this text also writes without a capital ("We", where "UNO" is a name);
6. two spaces at the line's end (how some writers of PDF close a paragraph), where the text as a whole keeps to that.

When the signals disagree the words stay where they are most likely to belong, and a ``Doubt`` names the line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from knooppunt.plans.importing.lines import Line
from knooppunt.plans.importing.refusal import Sentence, _
from knooppunt.plans.importing.tree import Doubt, ParsedItem, SetAside
from knooppunt.plans.importing.words import (
    Marker,
    StatusAtEnd,
    cell_status,
    deliverable_label,
    ends_abbreviated,
    ends_doubtfully,
    ends_open,
    ends_sentence,
    is_column_name,
    marker_of,
    own_line_status,
    sounds_like_deliverable,
    status_at_end,
    without_open_label,
)

UNSURE_START = _("We read line %(line)s as the beginning of a new row. Does it belong to the row before it?")
UNSURE_MORE = _("We read line %(line)s as more of the row before it. Is it a row of its own?")
UNSURE_STATUS = _("Line %(line)s ends in “%(word)s”. We read that as the status.")
LOOSE_STATUS = _("We do not know to which row the status on line %(line)s belongs: “%(word)s”.")
SECOND_STATUS = _("Line %(line)s gives a second status to one row: “%(word)s”. We kept the first.")
EXTRA_COLUMN = _("Line %(line)s has more columns than we know: “%(text)s”. We kept it as a note.")
ODD_NUMBER = _("Line %(line)s has number %(number)s, which does not follow the one before it.")


@dataclass
class Habits:
    """How this text is laid out as a whole, learned from the places where there is no doubt."""

    wrap_at: int | None = None  # with its next word, a line that the margin broke is at least this long
    blank_between_rows: bool = False
    blank_inside_sentences: bool = False
    wide_ends_tell: bool = False
    rows_have_status: bool = False  # nearly every row has one: a row without one may not be finished yet
    common_words: frozenset[str] = frozenset()  # written without a capital somewhere

    @classmethod
    def of(cls, lines: Sequence[Line]) -> Habits:
        """Learn from neighbours of which the second surely goes on with the sentence, or surely does not."""
        broken: list[int] = []
        inside = wide_inside = wide_other = between = surely = 0
        for before, line in pairwise(lines):
            text = body(before)
            goes_on = line.text[:1].islower() and not ends_sentence(text) and marker_of(line.text) is None
            if goes_on and line.start is None and len(text) > 20:
                broken.append(len(text) + 1 + len(line.text.split(" ", 1)[0]))
                inside += line.gap > 0
                wide_inside += before.wide_end
            elif ends_sentence(text) and marker_of(line.text) is None and line.text[:1].isupper():
                surely += 1
                between += line.gap > 0
                wide_other += before.wide_end
        broken.sort()
        return cls(
            wrap_at=_margin(broken, [len(line.text) for line in lines]),
            blank_between_rows=between >= 0.6 * surely and between > 0,
            blank_inside_sentences=inside > 0,
            wide_ends_tell=len(broken) >= 4 and wide_inside == 0 and wide_other > 2,
            common_words=frozenset(word for line in lines for word in line.text.split() if word.islower()),
        )

    def opens_sentence(self, text: str) -> bool:
        """Whether the first word has its capital from its place and not from being a name ("We", but not "UNO")."""
        word = text.split(" ", 1)[0].strip("(“\"‘',.;:")
        return len(word) > 1 and word[1:].islower() and word.lower() in self.common_words

    def stops_early(self, text: str, following: str) -> bool:
        """Whether ``text`` ended before the margin, so that the next word would have fitted on its line."""
        if self.wrap_at is None:
            return True
        return len(text) + 1 + len(following.split(" ", 1)[0]) < self.wrap_at


def _margin(broken: list[int], lengths: list[int]) -> int | None:
    """From how many characters on a line, with its next word, would not have fitted. ``broken`` is sorted.

    In letters of one width the longest line tells. In other letters lines of one width differ in length; then one in
    ten of the lines that the margin surely broke is let go.
    """
    if not broken:
        return None
    fitting = [length for length in lengths if length < broken[0]]
    one_width = len(fitting) >= 0.97 * len(lengths)
    return max(fitting) + 1 if one_width and fitting else broken[len(broken) // 10]


def body(line: Line) -> str:
    """The text of a line without a sure status at its end."""
    found = status_at_end(line.text)
    return found.before if found and found.sure else line.text


def begins_row(before: Line, text: str, line: Line, habits: Habits) -> tuple[bool, bool]:
    """(whether ``line`` begins a row, whether that is sure). ``text`` is what the row ends in so far."""
    if line.start is not None:
        return line.start, True
    if not text:
        return False, True
    if ends_open(text):
        return False, True
    ended, early = ends_sentence(text), habits.stops_early(text if text == before.text else body(before), line.text)
    if line.text.lstrip("(“\"‘'[")[:1].islower():
        return ended and early and line.gap > 0 and not ends_abbreviated(text), not ended
    if ended:
        return _after_sentence(before, line, habits, early)
    if early:
        return True, True
    if habits.wide_ends_tell:
        return before.wide_end, True
    if habits.opens_sentence(line.text) and not ends_doubtfully(text):
        return True, line.gap > 0
    if line.gap == 0:
        return False, True
    return not (habits.blank_inside_sentences or ends_doubtfully(text)), False


def _after_sentence(before: Line, line: Line, habits: Habits, early: bool) -> tuple[bool, bool]:
    if line.gap > 0 and not line.page_break:
        return True, True
    if early:
        return True, True
    if habits.wide_ends_tell:
        return before.wide_end, True
    return (True, False) if line.gap > 0 or not habits.blank_between_rows else (False, True)


@dataclass
class Draft:
    """A row being gathered."""

    first: int
    last: int
    number: str = ""
    text: str = ""
    subs: list[str] = field(default_factory=list)
    deliverable: str = ""
    status: str | None = None
    reason: str = ""
    owner: str = ""
    notes: list[str] = field(default_factory=list)
    level: str = "text"
    indent: int = 0
    doubtful_status: StatusAtEnd | None = None
    closed: bool = False  # a status ended its last line

    @property
    def ending(self) -> str:
        """What was gathered last."""
        if self.level == "sub" and self.subs:
            return self.subs[-1]
        return self.deliverable if self.level == "deliverable" else self.text


class Rows:
    """Gathers the rows of one section. ``kind`` is focus or activity; ``columns`` names the columns after the first."""

    def __init__(self, kind: str, habits: Habits, join: Callable[[str, str], str], columns: Sequence[str] = ()) -> None:
        self.kind, self.habits, self.join, self.columns = kind, habits, join, columns
        self.drafts: list[Draft] = []
        self.doubts: list[Doubt] = []
        self.aside: list[SetAside] = []
        self.style: Marker | None = None  # how rows of this section are marked
        self.marked_first = False
        self.number: tuple[int, ...] = ()
        self.before: Line | None = None
        self.waiting: list[tuple[Line, str, str]] = []  # statuses on lines of their own, not given out yet

    def doubt(self, message: str, line: Line, **values: str | int) -> None:
        """Note that a person should look at ``line``."""
        self.doubts.append(Doubt(line.number, Sentence(message, {"line": line.number, **values})))

    def feed(self, lines: Sequence[Line]) -> None:
        """Take in the lines of the section."""
        for line in lines:
            status = own_line_status(line.text) if not line.tail else None
            if status is not None:
                self.waiting.append((line, *status))
            elif is_column_name(line.text) and not line.tail and line.start is None:
                self.aside.append(SetAside(line.number, line.text, "header"))
            else:
                self._give_out()
                self._take(line)
        self._give_out()

    def _give_out(self) -> None:
        """Statuses on lines of their own: one for the row above, or a whole column for all rows above."""
        waiting, self.waiting = self.waiting, []
        without = [draft for draft in self.drafts if draft.status is None] if len(waiting) > 1 else []
        if len(waiting) > 1 and len(waiting) == len(without):
            for draft, (_line, code, reason) in zip(without, waiting, strict=True):
                draft.status, draft.reason = code, reason
            return
        for line, code, reason in waiting:
            if not self.drafts:
                self.aside.append(SetAside(line.number, line.text, "left over"))
                self.doubt(LOOSE_STATUS, line, word=line.text)
                continue
            draft = self.drafts[-1]
            if draft.status is None:
                self._replace_ending(draft, without_open_label(draft.ending))
            self._set_status(draft, line, code, reason, line.text)
            draft.last = line.number

    def _set_status(self, draft: Draft, line: Line, code: str, reason: str, words: str) -> None:
        if draft.status is None:
            draft.status, draft.reason = code, reason
        elif not (code == draft.status and not reason):
            self.aside.append(SetAside(line.number, words, "left over"))
            self.doubt(SECOND_STATUS, line, word=words)

    def _take(self, line: Line) -> None:
        marker = marker_of(line.text)
        if marker is not None and not self._believable(marker, line):
            marker = None
        text = marker.rest if marker else line.text
        self._place(line, marker, text)
        self.before = line
        draft = self.drafts[-1]
        draft.last = max(draft.last, line.number)
        self._columns(draft, line)
        self._closing_status(draft)

    def _believable(self, marker: Marker, line: Line) -> bool:
        """Whether a number at the beginning of a line is the number of a row, and not part of its text."""
        if not self.drafts or line.start:
            return True
        if marker.kind == "bullet":
            draft = self.drafts[-1]
            runs_on = marker.glyph in "-–—" and marker.rest[:1].islower() and not ends_sentence(draft.ending)
            return not (runs_on and not draft.subs and not (self.style and self.style.glyph == marker.glyph))
        known = self.number if self.style and self.style.kind == marker.kind else ()
        if marker.value == _next(known) or (known and len(marker.value) == 2 and marker.value[1:] == (1,)):
            return True
        starts, _sure = begins_row(self.before or line, self.drafts[-1].ending, line, self.habits)
        if marker.kind in ("letter", "num2", "code") and not known:
            return (marker.value[-1] == 1 or bool(self.drafts[-1].subs)) and starts
        if starts and known:
            self.doubt(ODD_NUMBER, line, number=marker.shown)
        return starts

    def _place(self, line: Line, marker: Marker | None, text: str) -> bool:
        """Put ``text`` where it belongs; whether it began something new."""
        if not self.drafts:
            self.style, self.marked_first = marker, marker is not None
            return self._new_row(line, marker, text)
        if line.start is True and (marker is None or self._is_row_marker(marker, line)):
            if (
                marker is None
                and self.kind == "activity"
                and (told := self._deliverable_in(self.drafts[-1], text, True))
            ):
                self._deliver(self.drafts[-1], line, told)
                return True
            return self._new_row(line, marker, text)
        if marker is not None:
            if self._is_row_marker(marker, line):
                return self._new_row(line, marker, text)
            return self._new_sub(line, marker)
        return self._place_plain(line, text)

    def _is_row_marker(self, marker: Marker, line: Line) -> bool:
        style, draft = self.style, self.drafts[-1]
        if line.start is False:
            return False
        if style is None:
            if marker.kind == "bullet" or draft.text.endswith(":") or draft.subs:
                return False
            self.style = marker
            return True
        if marker.kind != style.kind:
            return marker.kind == "num1" and style.kind == "bullet" and line.indent <= draft.indent
        return marker.kind != "bullet" or (marker.glyph == style.glyph and line.indent <= draft.indent + 1)

    def _place_plain(self, line: Line, text: str) -> bool:
        draft, before = self.drafts[-1], self.before or line
        starts, sure = begins_row(before, draft.ending, line, self.habits)
        if draft.closed and line.start is None and text[:1].isupper() and not ends_open(draft.ending):
            starts, sure = True, True
        if starts and not sure and self.habits.rows_have_status and draft.status is None:
            starts = False
        deeper = line.start is None and line.gap == 0 and line.indent >= draft.indent + 2 and self.marked_first
        if self.kind == "activity" and (told := self._deliverable_in(draft, text, starts or line.start is False)):
            self._deliver(draft, line, told)
            return True
        if self.marked_first and self.style is not None and line.start is None and starts:
            starts, sure = self._after_marked(line, ends_sentence(draft.ending))
        if starts and not deeper:
            if not sure:
                self.doubt(UNSURE_START, line)
            return self._new_row(line, None, text)
        if not sure:
            self.doubt(UNSURE_MORE, line)
        self._append(draft, text)
        return False

    def _deliverable_in(self, draft: Draft, text: str, paragraph: bool) -> str:
        """What the activity delivers, when ``text`` says so by a label, or by its first word under a list of results."""
        if paragraph and (label := deliverable_label(text)):
            return label
        under_list = draft.level == "sub" and bool(draft.subs) and (paragraph or ends_sentence(draft.ending))
        return text if under_list and text[:1].isupper() and sounds_like_deliverable(text) else ""

    def _after_marked(self, line: Line, ended: bool) -> tuple[bool, bool]:
        """In a section with marked rows, a paragraph without a mark: numbers are reliable, bullets less so."""
        if self.style is not None and self.style.kind == "bullet":
            return line.gap > 0 and ended, False
        return False, line.gap == 0

    def _deliver(self, draft: Draft, line: Line, text: str) -> None:
        if len(text) < len(line.text):
            self.aside.append(SetAside(line.number, line.text[: -len(text)].strip(), "header"))
        draft.deliverable = self.join(draft.deliverable, text)
        draft.level = "deliverable"

    def _new_row(self, line: Line, marker: Marker | None, text: str) -> bool:
        if marker is not None and (self.style is None or marker.kind == self.style.kind):
            self.number = marker.value
        number = marker.shown if marker and marker.kind != "bullet" else ""
        if marker is not None:
            self.aside.append(SetAside(line.number, marker.shown, "number"))
        self.drafts.append(Draft(line.number, line.number, number=number.rstrip(".):"), text=text, indent=line.indent))
        return True

    def _new_sub(self, line: Line, marker: Marker) -> bool:
        draft = self.drafts[-1]
        self.aside.append(SetAside(line.number, marker.shown, "number"))
        draft.subs.append(marker.rest)
        draft.level = "sub"
        return True

    def _append(self, draft: Draft, text: str) -> None:
        if draft.level == "sub" and draft.subs:
            draft.subs[-1] = self.join(draft.subs[-1], text)
        elif draft.level == "deliverable":
            draft.deliverable = self.join(draft.deliverable, text)
        else:
            draft.text = self.join(draft.text, text)

    def _columns(self, draft: Draft, line: Line) -> None:
        """The other columns of the row: a status wherever it stands, the owner by the name of its column."""
        for position, cell in enumerate(line.tail):
            if not cell:
                continue
            name = self.columns[position].lower() if position < len(self.columns) else ""
            status = cell_status(cell)
            if status is not None:
                self._set_status(draft, line, *status, cell)
            elif name.startswith(("wie", "eigenaar", "trekker", "verantwoordelijk")):
                draft.owner = self.join(draft.owner, cell)
            elif name.startswith("reden"):
                draft.reason = self.join(draft.reason, cell)
            else:
                draft.notes.append(f"{name.capitalize()}: {cell}" if name else cell)
                if cell.strip("-–— .?"):
                    self.doubt(EXTRA_COLUMN, line, text=cell)

    def _closing_status(self, draft: Draft) -> None:
        """A status at the end of what was gathered so far."""
        draft.doubtful_status, draft.closed = None, False
        found = status_at_end(draft.ending) if draft.status is None else None
        if found is None or not found.before:
            return
        draft.closed = True
        if not found.sure:
            draft.doubtful_status = found
            return
        self._replace_ending(draft, found.before)
        draft.status, draft.reason = found.code, found.reason

    def _replace_ending(self, draft: Draft, text: str) -> None:
        if draft.level == "sub" and draft.subs:
            draft.subs[-1] = text
        elif draft.level == "deliverable":
            draft.deliverable = text
        else:
            draft.text = text

    @property
    def with_status(self) -> int:
        """How many rows have a status, the doubtful ones included."""
        return sum(1 for draft in self.drafts if draft.status is not None or draft.doubtful_status)

    def finish(self, believe_doubtful: bool) -> tuple[ParsedItem, ...]:
        """The items. ``believe_doubtful``: an uncapitalised status that closes a row counts, since most rows have one."""
        for draft in self.drafts if believe_doubtful else ():
            found = draft.doubtful_status
            if draft.status is None and found is not None:
                words = draft.ending[len(found.before) :].strip()
                self._replace_ending(draft, found.before)
                draft.status = found.code
                self.doubts.append(Doubt(draft.last, Sentence(UNSURE_STATUS, {"line": draft.last, "word": words})))
        return tuple(
            self._item(draft) for draft in self.drafts if draft.text or draft.subs or draft.deliverable or draft.status
        )

    def _item(self, draft: Draft) -> ParsedItem:
        text, subs = draft.text, tuple(sub for sub in draft.subs if sub)
        if self.kind == "focus" and (subs or draft.deliverable):
            text = " • ".join(part for part in (text, *subs, draft.deliverable) if part)
            subs = ()
        return ParsedItem(
            text=text,
            status=draft.status or "",
            sub_items=subs,
            deliverable="" if self.kind == "focus" else draft.deliverable,
            number=draft.number,
            source_lines=(draft.first, draft.last),
            reason=draft.reason,
            owner=draft.owner,
            note="\n".join(draft.notes),
        )


def _next(value: tuple[int, ...]) -> tuple[int, ...]:
    return (*value[:-1], value[-1] + 1) if value else (1,)


def joiner(vocabulary: frozenset[str]) -> Callable[[str, str], str]:
    """A function that joins two lines of one text. ``vocabulary`` holds the lower-case words of the whole text.

    A hyphen at the line's end is taken out when the whole word occurs elsewhere ("deskundigheids-" "bevordering");
    otherwise it belongs to the word ("lay-" "out"), unless "en" or "of" follows ("mbo-" "en hbo-opleidingen").
    """

    def join(first: str, second: str) -> str:
        if not first or not second:
            return first or second
        if first.endswith("-") and second[:1].islower() and len(first) > 1 and first[-2].isalpha():
            left = re.split(r"[\s(/]", first[-60:])[-1][:-1].lower()
            right = re.split(r"[\s,.;:)?!/]", second[:60])[0].lower()
            if left + right in vocabulary:
                return first[:-1] + second
            if right not in ("en", "of"):
                return first + second
        return f"{first} {second}"

    return join
