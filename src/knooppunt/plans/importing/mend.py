"""Mending what was read: a draft with numbered rows, and the moves a person can make. Nothing here knows the database.

In a draft the sub-results and the deliverable of an activity are rows of their own under it, so that each can be moved,
split or made into something else. ``themes()`` folds them back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from knooppunt.plans.importing.refusal import Sentence, _
from knooppunt.plans.importing.tree import (
    STATUSES,
    ParsedItem,
    ParsedPlan,
    ParsedTheme,
    item_from_dict,
    item_to_dict,
)

FOCUS, ACTIVITY, SUB, DELIVERABLE = KINDS = ("focus", "activity", "sub", "deliverable")
_BELOW = (SUB, DELIVERABLE)

NO_MARK = _("Put a | or a new line where the row should be split.")
NOTHING_ABOVE = _("There is no row of this kind above it to add this one to.")
NO_ACTIVITY = _("A sub-result or deliverable needs an activity above it. It stays an activity.")
NOT_FURTHER = _("This cannot move any further.")
NO_THEME_ABOVE = _("There is no theme above it.")
EMPTY_ROW = _("There is a row without text. Fill it in, or drop it.")
EMPTY_TITLE = _("There is a theme without a title. Fill it in.")
NO_ROWS = _("There are no rows left to save.")


class NotPossible(Exception):
    """This move cannot be made here; ``sentence`` says why."""

    def __init__(self, message: str) -> None:
        self.sentence = Sentence(message)
        super().__init__(message)


@dataclass(frozen=True)
class Row:
    """One line of the draft. For sub-results and deliverables only the text of ``item`` counts."""

    id: int
    kind: str
    item: ParsedItem


@dataclass
class DraftTheme:
    """A theme of the draft with its rows: focus items, then each activity with what belongs to it."""

    id: int
    title: str
    goal: str = ""
    rows: list[Row] = field(default_factory=list)
    source_lines: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Edit:
    """What somebody filled in for one row."""

    text: str
    kind: str
    theme: int
    status: str


@dataclass
class Draft:
    """A plan that is being mended."""

    title: str
    introduction: str = ""
    parts: list[DraftTheme] = field(default_factory=list)
    next_id: int = 1

    # Making and keeping -----------------------------------------------------------------------------------------------

    @classmethod
    def of(cls, plan: ParsedPlan) -> Draft:
        """The draft of what was read."""
        draft = cls(plan.title, plan.introduction)
        for theme in plan.themes:
            part = DraftTheme(draft.new_id(), theme.title, theme.goal, source_lines=theme.source_lines)
            part.rows = [Row(draft.new_id(), FOCUS, item) for item in theme.focus_items]
            for item in theme.activities:
                part.rows.append(Row(draft.new_id(), ACTIVITY, replace(item, sub_items=(), deliverable="")))
                texts = [(SUB, text) for text in item.sub_items] + [(DELIVERABLE, item.deliverable)] * bool(
                    item.deliverable
                )
                part.rows += [Row(draft.new_id(), kind, _below(text, item)) for kind, text in texts]
            draft.parts.append(part)
        return draft

    def new_id(self) -> int:
        """A number for a new theme or row."""
        self.next_id += 1
        return self.next_id - 1

    def themes(self) -> tuple[ParsedTheme, ...]:
        """The tree, with sub-results and deliverables in their activities."""
        return tuple(
            ParsedTheme(part.title.strip(), part.goal.strip(), *_fold(part.rows), part.source_lines)
            for part in self.parts
        )

    def places(self) -> dict[int, tuple[int, str, int]]:
        """Row id → (number of the theme, kind, number in its list), as in the folded tree. Only focus and activity."""
        found = {}
        for number, part in enumerate(self.parts):
            for kind in (FOCUS, ACTIVITY):
                for index, row in enumerate(row for row in part.rows if row.kind == kind):
                    found[row.id] = (number, kind, index)
        return found

    def to_dict(self) -> dict[str, Any]:
        """The draft as JSON."""
        return {
            "title": self.title,
            "introduction": self.introduction,
            "next_id": self.next_id,
            "themes": [
                {
                    "id": part.id,
                    "title": part.title,
                    "goal": part.goal,
                    "source_lines": list(part.source_lines),
                    "rows": [{"id": row.id, "kind": row.kind, **item_to_dict(row.item)} for row in part.rows],
                }
                for part in self.parts
            ],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Draft:
        """The inverse of ``to_dict``."""
        draft = cls(data["title"], data.get("introduction", ""), next_id=int(data["next_id"]))
        for theme in data["themes"]:
            rows = [Row(int(row["id"]), row["kind"], item_from_dict(row)) for row in theme["rows"]]
            first, last = theme.get("source_lines") or (0, 0)
            draft.parts.append(
                DraftTheme(int(theme["id"]), theme["title"], theme["goal"], rows, (int(first), int(last)))
            )
        return draft

    # Finding ----------------------------------------------------------------------------------------------------------

    def part(self, number: int) -> DraftTheme:
        """The theme with this id. Raises ``LookupError``."""
        found = next((part for part in self.parts if part.id == number), None)
        if found is None:
            raise LookupError(number)
        return found

    def find(self, number: int) -> tuple[DraftTheme, int]:
        """The theme and place of the row with this id. Raises ``LookupError``."""
        for part in self.parts:
            for place, row in enumerate(part.rows):
                if row.id == number:
                    return part, place
        raise LookupError(number)

    def problem(self) -> Sentence | None:
        """Why this draft cannot be saved yet."""
        if any(not part.title.strip() for part in self.parts):
            return Sentence(EMPTY_TITLE)
        rows = [row for part in self.parts for row in part.rows]
        if any(not row.item.text.strip() for row in rows):
            return Sentence(EMPTY_ROW)
        return None if rows else Sentence(NO_ROWS)

    # Moves ------------------------------------------------------------------------------------------------------------

    def edit(self, number: int, edit: Edit) -> None:
        """Take over what was filled in for a row: text and status, then its kind, then its theme."""
        part, place = self.find(number)
        row = part.rows[place]
        status = edit.status if edit.status in STATUSES and row.kind in (FOCUS, ACTIVITY) else row.item.status
        status = "" if edit.status == "" and row.kind in (FOCUS, ACTIVITY) else status
        part.rows[place] = replace(row, item=replace(row.item, text=edit.text.strip(), status=status))
        if edit.kind in KINDS and edit.kind != row.kind:
            self._change_kind(part, place, edit.kind)
        if edit.theme != part.id and any(other.id == edit.theme for other in self.parts):
            part, place = self.find(number)
            self._to_theme(part, place, self.part(edit.theme))

    def _change_kind(self, part: DraftTheme, place: int, kind: str) -> None:
        row = part.rows[place]
        if kind in _BELOW and not any(other.kind == ACTIVITY for other in part.rows[:place] if other.id != row.id):
            kind = ACTIVITY if row.kind != FOCUS else FOCUS
        part.rows[place] = replace(row, kind=kind)
        part.rows = _in_order(part.rows)

    def _to_theme(self, part: DraftTheme, place: int, target: DraftTheme) -> None:
        block = part.rows[place : _end(part.rows, place)]
        del part.rows[place : place + len(block)]
        if block[0].kind in _BELOW and not any(row.kind == ACTIVITY for row in target.rows):
            block[0] = replace(block[0], kind=ACTIVITY)
        target.rows = _in_order([*target.rows, *block])

    def up(self, number: int) -> None:
        """Move a row above the row of its kind before it. Raises ``NotPossible`` at the top."""
        part, place = self.find(number)
        before = _previous(part.rows, place)
        if before is None:
            raise NotPossible(NOT_FURTHER)
        block = part.rows[place : _end(part.rows, place)]
        del part.rows[place : place + len(block)]
        part.rows[before:before] = block

    def down(self, number: int) -> None:
        """Move a row below the row of its kind after it. Raises ``NotPossible`` at the bottom."""
        part, place = self.find(number)
        end = _end(part.rows, place)
        if end >= len(part.rows) or _previous(part.rows, end) != place:
            raise NotPossible(NOT_FURTHER)
        self.up(part.rows[end].id)

    def merge(self, number: int) -> None:
        """Add a row to the one of its kind before it. What hung under it hangs there; the first status stays."""
        part, place = self.find(number)
        before = _previous(part.rows, place)
        if before is None:
            raise NotPossible(NOTHING_ABOVE)
        first, second = part.rows[before].item, part.rows[place].item
        lines = _span(first.source_lines, second.source_lines)
        joined = replace(
            first,
            text=f"{first.text} {second.text}".strip(),
            status=first.status or second.status,
            reason=first.reason or second.reason,
            note="\n".join(filter(None, (first.note, second.note))),
            source_lines=lines,
        )
        part.rows[before] = replace(part.rows[before], item=joined)
        del part.rows[place]

    def split(self, number: int) -> None:
        """Make rows of the pieces between "|" marks or new lines. The status stays with the first piece."""
        part, place = self.find(number)
        row = part.rows[place]
        pieces = [piece for piece in (" ".join(one.split()) for one in re.split(r"[|\n]", row.item.text)) if piece]
        if len(pieces) < 2:
            raise NotPossible(NO_MARK)
        others = [ParsedItem(piece, source_lines=row.item.source_lines) for piece in pieces[1:]]
        part.rows[place] = replace(row, item=replace(row.item, text=pieces[0]))
        end = _end(part.rows, place)
        part.rows[end:end] = [Row(self.new_id(), row.kind, item) for item in others]

    def drop(self, number: int) -> None:
        """Leave a row out, with what hangs under it."""
        part, place = self.find(number)
        del part.rows[place : _end(part.rows, place)]

    def add(self, theme: int, kind: str) -> int:
        """An empty row at the end of its kind; returns its id."""
        part = self.part(theme)
        row = Row(self.new_id(), kind if kind in (FOCUS, ACTIVITY) else ACTIVITY, ParsedItem(""))
        part.rows = _in_order([*part.rows, row])
        return row.id

    def start_theme(self, number: int) -> int:
        """Make a row the title of a new theme; the rows after it in its list go along. Returns the theme's id."""
        part, place = self.find(number)
        row = part.rows[place]
        rows = part.rows[place + 1 :]
        if row.kind == FOCUS:  # the activities of the old theme stay where they are
            rows = [other for other in rows if other.kind == FOCUS]
        gone = {row.id, *(other.id for other in rows)}
        part.rows = [other for other in part.rows if other.id not in gone]
        made = DraftTheme(self.new_id(), row.item.text[:200], source_lines=row.item.source_lines)
        made.rows = _in_order(rows)
        self.parts.insert(self.parts.index(part) + 1, made)
        return made.id

    def theme_up(self, number: int) -> None:
        """Move a theme above the one before it."""
        place = self.parts.index(self.part(number))
        if not place:
            raise NotPossible(NOT_FURTHER)
        self.parts[place - 1], self.parts[place] = self.parts[place], self.parts[place - 1]

    def theme_down(self, number: int) -> None:
        """Move a theme below the one after it."""
        place = self.parts.index(self.part(number))
        if place + 1 >= len(self.parts):
            raise NotPossible(NOT_FURTHER)
        self.theme_up(self.parts[place + 1].id)

    def theme_merge(self, number: int) -> None:
        """Add the rows of a theme to the theme before it. Its title and goal are added to that goal, so nothing is lost."""
        place = self.parts.index(self.part(number))
        if not place:
            raise NotPossible(NO_THEME_ABOVE)
        first, second = self.parts[place - 1], self.parts.pop(place)
        first.goal = "\n".join(filter(None, (first.goal, second.title, second.goal)))
        first.rows = _in_order([*first.rows, *second.rows])

    def theme_drop(self, number: int) -> None:
        """Leave a theme out with all its rows."""
        self.parts.remove(self.part(number))

    def theme_add(self) -> int:
        """A new theme without rows at the end; returns its id."""
        self.parts.append(DraftTheme(self.new_id(), ""))
        return self.parts[-1].id


ROW_MOVES: dict[str, Callable[[Draft, int], Any]] = {
    "up": Draft.up,
    "down": Draft.down,
    "merge": Draft.merge,
    "split": Draft.split,
    "drop": Draft.drop,
    "start-theme": Draft.start_theme,
}
THEME_MOVES: dict[str, Callable[[Draft, int], Any]] = {
    "theme-up": Draft.theme_up,
    "theme-down": Draft.theme_down,
    "theme-merge": Draft.theme_merge,
    "theme-drop": Draft.theme_drop,
    "add-focus": lambda draft, number: draft.add(number, FOCUS),
    "add-activity": lambda draft, number: draft.add(number, ACTIVITY),
}


def _below(text: str, item: ParsedItem) -> ParsedItem:
    return ParsedItem(text, source_lines=item.source_lines)


def _end(rows: list[Row], place: int) -> int:
    """Where the block of a row ends: an activity carries what hangs under it."""
    end = place + 1
    while rows[place].kind == ACTIVITY and end < len(rows) and rows[end].kind in _BELOW:
        end += 1
    return end


def _previous(rows: list[Row], place: int) -> int | None:
    """The place of the row before this one that it can change places with."""
    if place >= len(rows):
        return None
    kind = rows[place].kind
    if kind in _BELOW:
        return place - 1 if place and rows[place - 1].kind in _BELOW else None
    return next((index for index in range(place - 1, -1, -1) if rows[index].kind == kind), None)


def _in_order(rows: list[Row]) -> list[Row]:
    """Focus items first, then the activities with what hangs under them."""
    focus = [row for row in rows if row.kind == FOCUS]
    return focus + [row for row in rows if row.kind != FOCUS]


def _fold(rows: list[Row]) -> tuple[tuple[ParsedItem, ...], tuple[ParsedItem, ...]]:
    focus = tuple(row.item for row in rows if row.kind == FOCUS)
    return focus, tuple(_activities(row for row in rows if row.kind != FOCUS))


def _activities(rows: Iterator[Row]) -> Iterator[ParsedItem]:
    current: ParsedItem | None = None
    for row in rows:
        if row.kind == ACTIVITY or current is None:
            if current is not None:
                yield current
            current = row.item
        elif row.kind == SUB:
            current = replace(current, sub_items=(*current.sub_items, row.item.text))
        else:
            current = replace(current, deliverable=f"{current.deliverable}\n{row.item.text}".strip())
    if current is not None:
        yield current


def _span(first: tuple[int, int], second: tuple[int, int]) -> tuple[int, int]:
    known = [line for line in (*first, *second) if line]
    return (min(known), max(known)) if known else (0, 0)
