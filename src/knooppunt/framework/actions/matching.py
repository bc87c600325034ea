"""Which item of a new version an old one became. Texts are read and forgotten; what stays is 16 bytes per item and name."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple, TypeVar

from django.db.models import F

from knooppunt.framework.models import Framework, FrameworkItem, ItemMapping
from knooppunt.network.names import fold

T = TypeVar("T")
State = ItemMapping.State
CERTAIN = 92  # likeness of texts, 0 to 100, from which nobody needs to look when the code or identifier is the same too
LIKELY = 60  # below this a text is no candidate at all
MOST_COMPARED = 4_000_000  # pairs of texts
LONGEST_COMPARED = 4_000  # characters of a text; the rest has to be equal for a match to be certain
CHUNK = 1_000
_ORIGIN = F("case__extensions__knooppunt__copied_from")  # what ``actions.copying`` wrote


class Match(NamedTuple):
    """What an item became: the number of the new one, how sure that is, and how alike the texts are (0 to 100)."""

    new: int | None
    state: str
    likeness: int


UNKNOWN = Match(None, State.DOUBTFUL.value, 0)  # nothing found: a person says whether it is really gone


class Side(NamedTuple):
    """What is compared of an item."""

    pk: int
    identifier: str
    code: str
    text: str  # folded
    origin: str = ""  # the identifier of what it was copied from


def chunks(rows: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """``rows`` in lists of at most ``size``."""
    ready = iter(rows)
    while chunk := list(islice(ready, size)):
        yield chunk


def sides(framework: Framework) -> Iterator[Side]:
    """The living items of a version, oldest first. A chunk is read as a whole before it is used: on SQLite nobody can
    write while a reading is half-way and somebody else wrote."""
    rows = framework.items.order_by("pk").values_list("pk", "identifier", "code", "full_statement", _ORIGIN)
    chunk = list(rows[:CHUNK])
    while chunk:
        for pk, identifier, code, text, origin in chunk:
            yield Side(pk, identifier, code, fold(text), origin if isinstance(origin, str) else "")
        chunk = list(rows.filter(pk__gt=chunk[-1][0])[:CHUNK])


def side_of(item: FrameworkItem) -> Side:
    """What is compared of one item."""
    return Side(item.pk, item.identifier, item.code, fold(item.full_statement), copied_from(item))


class Matcher:
    """Finds what old items became among those of a new version."""

    def __init__(self, framework: Framework) -> None:
        self._framework = framework
        self._origins, self._identifiers, self._texts, self._codes = (_Index() for _name in range(4))
        count = 0
        for new in sides(framework):
            count += 1
            self._origins.add(new.origin, new.pk)
            self._identifiers.add(new.identifier, new.pk)
            self._texts.add(new.text, new.pk)
            self._codes.add(new.code, new.pk)
        self._left = MOST_COMPARED // max(1, count)  # texts that may still be compared with all others

    @staticmethod
    def judge(old: FrameworkItem, new: FrameworkItem) -> Match:
        """How sure it is that ``old`` became ``new``, as they are now."""
        is_known = old.identifier in {new.identifier, copied_from(new)}
        return _judged(fold(old.full_statement), new.pk, fold(new.full_statement), is_known=is_known)

    def find(self, olds: Sequence[Side]) -> dict[int, Match]:
        """Those that something points to: where they were copied to, or the same identifier, text or code. One query."""
        known = {old.pk: self._origins.find(old.identifier) or self._identifiers.find(old.identifier) for old in olds}
        found = {old.pk: known[old.pk] or self._texts.find(old.text) or self._codes.find(old.code) for old in olds}
        texts = self._texts_of({new for new in found.values() if new})
        return {
            old.pk: _judged(old.text, found[old.pk], texts[found[old.pk]], is_known=bool(known[old.pk]))
            for old in olds
            if found[old.pk] in texts
        }

    def most_alike(self, olds: Sequence[Side]) -> dict[int, Match]:
        """What is most alike in its text, for items that nothing points to; ``UNKNOWN`` when nothing is, and for those that
        would take too long. Reads all texts once."""
        from rapidfuzz import fuzz, process  # inline: only needed here

        best = dict.fromkeys((old.pk for old in olds), UNKNOWN)
        olds, self._left = olds[: self._left], max(0, self._left - len(olds))
        for news in chunks(sides(self._framework)) if olds else ():
            texts = [new.text[:LONGEST_COMPARED] for new in news]
            for old in olds:
                least = max(LIKELY, best[old.pk].likeness)
                text = old.text[:LONGEST_COMPARED]
                hit = process.extractOne(text, texts, scorer=fuzz.token_sort_ratio, score_cutoff=least)
                if hit and round(hit[1]) > best[old.pk].likeness:
                    best[old.pk] = Match(news[hit[2]].pk, State.DOUBTFUL.value, round(hit[1]))
        return best

    def _texts_of(self, pks: set[int]) -> dict[int, str]:
        rows = FrameworkItem.objects.filter(pk__in=pks).values_list("pk", "full_statement")
        return {pk: fold(text) for pk, text in rows}


def copied_from(item: FrameworkItem) -> str:
    """The identifier of the item of which this one was made as a copy; empty for others."""
    extensions = item.case.get("extensions")
    own = extensions.get("knooppunt") if isinstance(extensions, dict) else None
    found = own.get("copied_from") if isinstance(own, dict) else None
    return found if isinstance(found, str) else ""


def _judged(old: str, new: int, text: str, *, is_known: bool) -> Match:
    likeness = likeness_of(old, text)
    is_sure = likeness >= CERTAIN and (is_known or old == text)
    return Match(new, (State.CERTAIN if is_sure else State.DOUBTFUL).value, likeness)


def likeness_of(one: str, other: str) -> int:
    """How alike two folded texts are, 0 to 100; of long ones the beginning counts."""
    if one == other:
        return 100
    from rapidfuzz import fuzz  # inline: only needed here

    return round(fuzz.token_sort_ratio(one[:LONGEST_COMPARED], other[:LONGEST_COMPARED]))


class _Index:
    """Rows by a name, kept as numbers made of the names. The first row with a name counts; an empty name finds nothing."""

    def __init__(self) -> None:
        self._keys, self._rows = array("q"), array("q")
        self._is_sorted = True

    def add(self, name: str, row: int) -> None:
        """Row ``row`` has this name."""
        if name:
            self._keys.append(hash(name))
            self._rows.append(row)
            self._is_sorted = False

    def find(self, name: str) -> int:
        """The row with this name; 0 when there is none."""
        if not name:
            return 0
        self._sort()
        key = hash(name)
        place = bisect_left(self._keys, key)
        return self._rows[place] if place < len(self._keys) and self._keys[place] == key else 0

    def _sort(self) -> None:
        if not self._is_sorted:
            order = sorted(range(len(self._keys)), key=self._keys.__getitem__)
            self._keys = array("q", (self._keys[place] for place in order))
            self._rows = array("q", (self._rows[place] for place in order))
            self._is_sorted = True
