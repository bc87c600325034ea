"""From the lines of one section to its items: rows, what hangs under them, statuses and other columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from knooppunt.plans.importing.boundaries import Habits, begins_row
from knooppunt.plans.importing.lines import Line
from knooppunt.plans.importing.refusal import Sentence, _
from knooppunt.plans.importing.tree import Doubt, ParsedItem, SetAside
from knooppunt.plans.importing.words import (
    Marker,
    StatusAtEnd,
    cell_status,
    deliverable_label,
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
