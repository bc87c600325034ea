"""What would change: a plan that was read beside the plan that is there.

Rows are paired, so that reading the same file again changes nothing and a corrected sentence is no new row. A status or
detail that the document does not give is no change: a document without statuses takes none away.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from knooppunt.plans.importing.tree import ParsedItem, ParsedTheme

SAME_TITLE = 80  # of 100: how alike two titles of themes are
SAME_THEME = 72  # how alike two texts in one theme must be to be one row, reworded
SAME_ELSEWHERE = 90  # and in different themes
DETAILS = (
    "sub_items",
    "deliverable",
    "reason",
    "owner",
    "planned_from",
    "planned_until",
    "hours",
    "handover_to",
    "note",
)


@dataclass(frozen=True)
class Ref:
    """The place of an item in its plan: number of the theme, kind ("focus" or "activity"), number in its list."""

    theme: int
    kind: str
    index: int


@dataclass(frozen=True)
class ThemeChange:
    """A theme before and after. ``changes``: new, gone, title, goal, moved; empty when it is equal."""

    old: int | None
    new: int | None
    changes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ItemChange:
    """A row before and after. ``changes``: new, gone, text, status, moved, and names of ``DETAILS``; empty when equal."""

    old: Ref | None
    new: Ref | None
    changes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """All rows and themes of both plans, in the order of the new plan; what is gone comes last."""

    themes: tuple[ThemeChange, ...]
    items: tuple[ItemChange, ...]

    @property
    def is_equal(self) -> bool:
        """Whether taking the new plan over would change nothing."""
        return not any(theme.changes for theme in self.themes) and not any(item.changes for item in self.items)

    def counts(self) -> dict[str, int]:
        """How many rows are equal and how many changed in each way."""
        found: Counter[str] = Counter(name for change in self.items for name in change.changes or ("equal",))
        return dict(sorted(found.items()))


def compare(old: Sequence[ParsedTheme], new: Sequence[ParsedTheme]) -> Comparison:
    """Pair the themes and rows of ``old`` (the plan that is there) with those of ``new`` (what was read)."""
    themes = _pair_themes(old, new)
    pairs = _pair_items(old, new, themes)
    moved = _moved_within(pairs, themes)
    items = [_change(old, new, pairs.get(ref), ref, themes, ref in moved) for ref in _refs(new)]
    taken = set(pairs.values())
    gone = [ItemChange(ref, None, ("gone",)) for ref in _refs(old) if ref not in taken]
    return Comparison(tuple(_theme_changes(old, new, themes)), (*items, *gone))


def item_at(themes: Sequence[ParsedTheme], ref: Ref) -> ParsedItem:
    """The item at ``ref``."""
    theme = themes[ref.theme]
    return (theme.focus_items if ref.kind == "focus" else theme.activities)[ref.index]


def _refs(themes: Sequence[ParsedTheme]) -> Iterator[Ref]:
    for number, theme in enumerate(themes):
        yield from (Ref(number, "focus", index) for index in range(len(theme.focus_items)))
        yield from (Ref(number, "activity", index) for index in range(len(theme.activities)))


def _plain(text: str) -> str:
    return " ".join(text.split())


def _pair_themes(old: Sequence[ParsedTheme], new: Sequence[ParsedTheme]) -> dict[int, int]:
    """New theme -> old theme: the same title, else a title much like it, else mostly the same rows."""
    pairs: dict[int, int] = {}
    free = dict(enumerate(old))

    def pair(likeness: Callable[[ParsedTheme, ParsedTheme], float], least: float) -> None:
        for number, theme in enumerate(new):
            if number in pairs or not free:
                continue
            best = max(free, key=lambda index: (likeness(free[index], theme), -abs(index - number)))
            if likeness(free[best], theme) >= least:
                pairs[number] = best
                del free[best]

    pair(lambda one, other: float(_plain(one.title).lower() == _plain(other.title).lower()), 1)
    pair(lambda one, other: fuzz.ratio(one.title.lower(), other.title.lower()), SAME_TITLE)
    pair(_shared_rows, 0.5)
    return pairs


def _shared_rows(one: ParsedTheme, other: ParsedTheme) -> float:
    left = {_plain(item.text) for item in (*one.focus_items, *one.activities)}
    right = {_plain(item.text) for item in (*other.focus_items, *other.activities)}
    return len(left & right) / max(len(right), 1)


def _pair_items(old: Sequence[ParsedTheme], new: Sequence[ParsedTheme], themes: dict[int, int]) -> dict[Ref, Ref]:
    """New row -> old row. Equal texts first, nearest place first; then reworded texts, most alike first."""
    pairs: dict[Ref, Ref] = {}
    free = set(_refs(old))
    places: dict[str, list[Ref]] = defaultdict(list)
    for ref in _refs(old):
        places[_plain(item_at(old, ref).text)].append(ref)

    def distance(ref: Ref, candidate: Ref) -> tuple[bool, bool, int]:
        return (themes.get(ref.theme) != candidate.theme, ref.kind != candidate.kind, abs(ref.index - candidate.index))

    for near in (True, False):
        for ref in _refs(new):
            candidates = (
                [one for one in places[_plain(item_at(new, ref).text)] if one in free] if ref not in pairs else []
            )
            best = min(candidates, key=lambda one: distance(ref, one), default=None)
            if best and (not near or distance(ref, best)[:2] == (False, False)):
                pairs[ref] = best
                free.discard(best)
    _pair_reworded(old, new, themes, pairs, free)
    return pairs


def _pair_reworded(
    old: Sequence[ParsedTheme],
    new: Sequence[ParsedTheme],
    themes: dict[int, int],
    pairs: dict[Ref, Ref],
    free: set[Ref],
) -> None:
    left = [ref for ref in _refs(new) if ref not in pairs]
    for within, least in ((True, SAME_THEME), (False, SAME_ELSEWHERE)):
        scored = []
        for ref in left:
            fits = {
                one: item_at(old, one).text
                for one in free
                if one.kind == ref.kind and (not within or themes.get(ref.theme) == one.theme)
            }
            found = process.extract(item_at(new, ref).text, fits, scorer=fuzz.ratio, score_cutoff=least, limit=5)
            scored += [
                (-score, abs(one.index - ref.index), str(ref), str(one), ref, one) for _text, score, one in found
            ]
        for *_order, ref, one in sorted(scored, key=lambda entry: entry[:4]):
            if ref not in pairs and one in free:
                pairs[ref] = one
                free.discard(one)
        left = [ref for ref in left if ref not in pairs]


def _moved_within(pairs: dict[Ref, Ref], themes: dict[int, int]) -> set[Ref]:
    """Rows that changed their order in a list: the fewest whose moving explains the new order."""
    lists: dict[tuple[int, str], list[Ref]] = defaultdict(list)
    for ref, one in pairs.items():
        if themes.get(ref.theme) == one.theme and ref.kind == one.kind:
            lists[ref.theme, ref.kind].append(ref)
    moved: set[Ref] = set()
    for refs in lists.values():
        refs.sort(key=lambda ref: ref.index)
        order = [pairs[ref].index for ref in refs]
        staying = _longest_increasing(order)
        moved |= {ref for ref, index in zip(refs, order, strict=True) if index not in staying}
    return moved


def _longest_increasing(values: Iterable[int]) -> set[int]:
    """The members of a longest increasing subsequence of distinct ``values``."""
    tails: list[int] = []
    before: dict[int, int | None] = {}
    for value in values:
        place = bisect_left(tails, value)
        before[value] = tails[place - 1] if place else None
        tails[place : place + 1] = [value]
    chain: set[int] = set()
    value_or_none: int | None = tails[-1] if tails else None
    while value_or_none is not None:
        chain.add(value_or_none)
        value_or_none = before[value_or_none]
    return chain


def _change(
    old: Sequence[ParsedTheme],
    new: Sequence[ParsedTheme],
    one: Ref | None,
    ref: Ref,
    themes: dict[int, int],
    moved: bool,
) -> ItemChange:
    if one is None:
        return ItemChange(None, ref, ("new",))
    before, after = item_at(old, one), item_at(new, ref)
    changes = []
    if _plain(before.text) != _plain(after.text):
        changes.append("text")
    if after.status and after.status != before.status:
        changes.append("status")
    if moved or ref.kind != one.kind or themes.get(ref.theme) != one.theme:
        changes.append("moved")
    for name in DETAILS:
        value = getattr(after, name)
        if value not in (None, "", ()) and value != getattr(before, name):
            changes.append(name)
    return ItemChange(one, ref, tuple(changes))


def _theme_changes(
    old: Sequence[ParsedTheme], new: Sequence[ParsedTheme], themes: dict[int, int]
) -> Iterator[ThemeChange]:
    staying = _longest_increasing([themes[number] for number in range(len(new)) if number in themes])
    for number, theme in enumerate(new):
        if number not in themes:
            yield ThemeChange(None, number, ("new",))
            continue
        before, changes = old[themes[number]], []
        if _plain(before.title) != _plain(theme.title):
            changes.append("title")
        if theme.goal and _plain(before.goal) != _plain(theme.goal):
            changes.append("goal")
        if themes[number] not in staying:
            changes.append("moved")
        yield ThemeChange(themes[number], number, tuple(changes))
    yield from (ThemeChange(index, None, ("gone",)) for index in range(len(old)) if index not in themes.values())
