"""A draft and its differences, prepared for the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knooppunt.plans.importing.compare import ItemChange, Ref, item_at
from knooppunt.plans.importing.mend import ACTIVITY, DELIVERABLE, FOCUS, SUB, Draft, Row
from knooppunt.plans.importing.refusal import Sentence
from knooppunt.plans.importing.tree import ParsedItem
from knooppunt.plans.models import PlanImport, Status
from knooppunt.plans.queries.importing import Preview
from knooppunt.plans.queries.tree import letter

KIND_NAMES = {
    FOCUS: gettext_lazy("Focus"),
    ACTIVITY: gettext_lazy("Activity"),
    SUB: gettext_lazy("Sub-result"),
    DELIVERABLE: gettext_lazy("Deliverable"),
}
_WHY = {
    "legend": gettext_lazy("explains the statuses"),
    "page": gettext_lazy("belongs to the page"),
    "contents": gettext_lazy("table of contents"),
    "left over": gettext_lazy("left out"),
}
_DETAIL_NAMES = {
    "sub_items": gettext_lazy("sub-results"),
    "deliverable": gettext_lazy("deliverable"),
    "reason": gettext_lazy("reason"),
    "owner": gettext_lazy("owner"),
    "planned_from": gettext_lazy("period"),
    "planned_until": gettext_lazy("period"),
    "hours": gettext_lazy("hours"),
    "handover_to": gettext_lazy("could be handed over to"),
    "note": gettext_lazy("note"),
}


@dataclass(frozen=True)
class RowShown:
    """A row of the draft on the page."""

    id: int
    label: str  # 2.3, 2.a; empty for what hangs under an activity
    kind: str
    kind_name: str
    item: ParsedItem
    rows: int  # height of its box
    doubts: list[str]

    @property
    def has_status(self) -> bool:
        """Only focus items and activities carry a status."""
        return self.kind in (FOCUS, ACTIVITY)


@dataclass
class ThemeShown:
    """A theme of the draft on the page."""

    id: int
    number: int
    title: str
    goal: str
    line: int
    rows: list[RowShown] = field(default_factory=list)


@dataclass
class DraftShown:
    """The whole draft."""

    title: str
    introduction: str
    themes: list[ThemeShown]
    kinds: dict[str, Any]
    statuses: list[tuple[str, Any]]
    doubts: list[str]  # about the file as a whole, or about lines that are in no row

    @property
    def counts(self) -> tuple[int, int, int]:
        """Themes, focus items, activities."""
        rows = [row for theme in self.themes for row in theme.rows]
        return len(self.themes), sum(row.kind == FOCUS for row in rows), sum(row.kind == ACTIVITY for row in rows)


def draft_shown(draft: PlanImport) -> DraftShown:
    """The draft with what we doubted beside the row it is about."""
    found = Draft.from_dict(draft.tree["draft"])
    doubts = [(doubt["line"], str(Sentence(doubt["message"], doubt["values"]))) for doubt in draft.warnings]
    shown = DraftShown(found.title, found.introduction, [], KIND_NAMES, list(Status.choices), [])
    placed: set[int] = set()
    for number, part in enumerate(found.parts, start=1):
        theme = ThemeShown(part.id, number, part.title, part.goal, part.source_lines[0])
        counts = {FOCUS: 0, ACTIVITY: 0}
        for row in part.rows:
            if row.kind in counts:
                counts[row.kind] += 1
            mine = [(at, text) for at, (line, text) in enumerate(doubts) if at not in placed and _within(row, line)]
            placed.update(at for at, _text in mine)
            theme.rows.append(_row_shown(row, number, counts, [text for _at, text in mine]))
        shown.themes.append(theme)
    shown.doubts = [text for at, (_line, text) in enumerate(doubts) if at not in placed]
    return shown


def _within(row: Row, line: int) -> bool:
    first, last = row.item.source_lines
    return bool(line) and first <= line <= last


def _row_shown(row: Row, theme: int, counts: dict[str, int], doubts: list[str]) -> RowShown:
    label = f"{theme}.{counts[FOCUS]}" if row.kind == FOCUS else ""
    if row.kind == ACTIVITY:
        label = f"{theme}.{letter(counts[ACTIVITY])}"
    height = min(8, 1 + len(row.item.text) // 70 + row.item.text.count("\n"))
    return RowShown(row.id, label, row.kind, str(KIND_NAMES[row.kind]), row.item, height, doubts)


@dataclass(frozen=True)
class SourceLine:
    """A line of the document: where it went, or why it was left out."""

    number: int
    text: str
    row: int = 0
    why: str = ""


def source_shown(draft: PlanImport) -> list[SourceLine]:
    """The document line by line; blank lines are left out. Each line points at the row it became part of."""
    rows: dict[int, int] = {}
    for part in Draft.from_dict(draft.tree["draft"]).parts:
        for row in part.rows:
            first, last = row.item.source_lines
            for line in range(first, min(last, first + 400) + 1):
                rows.setdefault(line, row.id)
    aside = draft.tree.get("aside", {})
    return [
        SourceLine(number, text, rows.get(number, 0), str(_WHY.get(aside.get(str(number), ""), "")))
        for number, text in enumerate(draft.source_lines, start=1)
        if text
    ]


SHORTEST_PIECE = 15  # characters; shorter texts stand in others by chance


@dataclass(frozen=True)
class ChangeShown:
    """One difference on the last page. ``row`` numbers the draft's row, ``item`` the plan's."""

    row: int
    item: int
    theme: str
    kind: str
    what: str  # new, changed, gone
    words: list[str]
    before: ParsedItem | None
    after: ParsedItem | None
    text_changed: bool = False
    status_changed: bool = False
    # Its words already stand in the plan, in a row that somebody merged or split: nothing to take over unless asked for.
    is_there: bool = False


def changes_shown(draft: PlanImport, preview: Preview) -> list[ChangeShown]:
    """The rows that would change, in the order of the document; rows that it does not have come last."""
    numbers = {place: number for number, place in Draft.from_dict(draft.tree["draft"]).places().items()}
    return list(_changes(preview, numbers))


def _changes(preview: Preview, numbers: dict[tuple[int, str, int], int]) -> Iterator[ChangeShown]:
    there = _texts(preview.stored.themes)
    for change in preview.comparison.items:
        if not change.changes:
            continue
        new, old = change.new, change.old
        themes = preview.themes if new else preview.stored.themes
        place = new or old
        assert place is not None
        yield ChangeShown(
            row=numbers.get((new.theme, new.kind, new.index), 0) if new else 0,
            item=preview.stored.items[old].pk if old else 0,
            theme=themes[place.theme].title,
            kind=str(KIND_NAMES[place.kind]),
            what="new" if old is None else "gone" if new is None else "changed",
            words=_words(change),
            before=_item(preview.stored.themes, old),
            after=_item(preview.themes, new),
            text_changed="text" in change.changes,
            status_changed="status" in change.changes,
            is_there=new is not None and _stands_in(item_at(preview.themes, new).text, there, old, change),
        )


def _texts(themes: Any) -> list[str]:
    return [" ".join(item.text.split()) for theme in themes for item in (*theme.focus_items, *theme.activities)]


def _stands_in(text: str, there: list[str], old: Ref | None, change: ItemChange) -> bool:
    """Whether a new or reworded text is only a piece of a row in the plan, or is made of such rows."""
    plain = " ".join(text.split())
    if old is not None and "text" not in change.changes:
        return False
    pieces = [other for other in there if len(other) >= SHORTEST_PIECE and other != plain and other in plain]
    part_of = len(plain) >= SHORTEST_PIECE and any(plain in other and plain != other for other in there)
    return part_of or len(pieces) > 1


def _item(themes: Any, ref: Ref | None) -> ParsedItem | None:
    return item_at(themes, ref) if ref is not None else None


def _words(change: ItemChange) -> list[str]:
    names = {"text": _("other text"), "status": _("other status"), "moved": _("moved")}
    words = [names[name] for name in change.changes if name in names]
    details = [str(_DETAIL_NAMES[name]) for name in change.changes if name in _DETAIL_NAMES]
    return words + list(dict.fromkeys(details))


def steps(current: int) -> list[dict[str, str]]:
    """Where one is: the document, the rows, the plan."""
    names = (_("Choose a document"), _("Check the rows"), _("Save"))
    states = ["done" if number < current else "now" if number == current else "" for number in (1, 2, 3)]
    return [{"label": name, "state": state} for name, state in zip(names, states, strict=True)]


def theme_words(preview: Preview) -> list[str]:
    """What happens to themes, in sentences."""
    words = []
    for change in preview.comparison.themes:
        old = preview.stored.themes[change.old] if change.old is not None else None
        new = preview.themes[change.new] if change.new is not None else None
        if new is None and old is not None:
            words.append(_("“%(title)s” is not in the document and stays in the plan.") % {"title": old.title})
        elif old is None and new is not None:
            words.append(_("“%(title)s” is new.") % {"title": new.title})
        elif old is not None and new is not None and change.changes:
            if "title" in change.changes:
                words.append(_("“%(old)s” becomes “%(new)s”.") % {"old": old.title, "new": new.title})
            if "goal" in change.changes:
                words.append(_("“%(title)s” gets another goal: %(goal)s") % {"title": new.title, "goal": new.goal})
            if "moved" in change.changes:
                words.append(_("“%(title)s” moves to another place.") % {"title": new.title})
    return words
