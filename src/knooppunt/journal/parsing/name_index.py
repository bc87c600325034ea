"""Finding a name among many, with typing errors, quickly: the names are indexed by their words once per set of names.

How alike is alike enough (chosen on the test table; ``tests/parsing``):

* compared are the letters of the whole name, without spaces, capitals and accents, by optimal string alignment (a
  swapped pair is one error);
* 1 error in 5 to 8 letters, 2 in 9 to 14, 3 in longer names; none in shorter ones;
* in each word at most a third of its letters; words of up to three letters ("ROC", "HAN") and digits are exact;
* a word begins with the right letter.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz.distance import OSA

from knooppunt.journal.parsing.model import Contact, Organisation
from knooppunt.journal.parsing.text import Atom, words_of

LONGEST_NAME = 14  # words
COMMON = 300  # a word in more names than this is no way to find a name by itself
# Legal forms that people leave out.
_LEFT_OUT = frozenset({"stichting", "vereniging", "cooperatie", "bv", "nv", "vzw"})

Thing = Organisation | Contact


@dataclass(frozen=True)
class Entry:
    """One way to say one name. ``is_short``: without "Stichting" or what stands in brackets."""

    thing: Thing
    words: tuple[str, ...]
    joined: str  # the words without spaces
    core: int  # how many words come before what stands in brackets: a part of a name is looked for in those
    is_short: bool = False


@dataclass(frozen=True)
class Hit:
    """``atoms[first:last]`` may be ``entry``, with so many errors. ``is_partial``: only a part of the name was said."""

    first: int
    last: int
    entry: Entry
    errors: int = 0
    is_partial: bool = False

    @property
    def score(self) -> float:
        """The more letters explained and the fewer errors, the better."""
        length = len(self.entry.joined)
        return length - 3 * self.errors - (0.5 if self.entry.is_short else 0) - (length * 0.6 if self.is_partial else 0)


class NameIndex:
    """Organisations or contacts, ready to be found."""

    def __init__(self, things: Iterable[Thing]) -> None:
        self.exact: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
        self.by_word: dict[str, set[int]] = defaultdict(set)
        self.entries: list[Entry] = []
        self._near: dict[str, dict[str, int]] = {}
        self._buckets: dict[tuple[str, int], list[str]] = defaultdict(list)
        for thing in things:
            if isinstance(thing, Organisation):
                for name in (thing.name, *thing.aliases):
                    self._add_name(thing, name)
            else:
                self._add(thing, words_of(thing.name)[:LONGEST_NAME])
        for word in self.by_word:
            if len(word) >= 4:
                self._buckets[word[0], len(word)].append(word)

    def _add_name(self, organisation: Organisation, name: str) -> None:
        words = words_of(name)[:LONGEST_NAME]
        bare = words_of(name.partition("(")[0])[:LONGEST_NAME] or words
        self._add(organisation, words, core=len(bare))
        short = tuple(word for word in bare if word not in _LEFT_OUT)
        if short and short != words and sum(map(len, short)) >= 5:
            self._add(organisation, short, is_short=True)

    def _add(self, thing: Thing, words: tuple[str, ...], *, core: int = LONGEST_NAME, is_short: bool = False) -> None:
        if not words:
            return
        entry = Entry(thing, words, "".join(words), core, is_short)
        number = len(self.entries)
        self.entries.append(entry)
        self.exact[entry.words].append(entry)
        for word in entry.words:
            self.by_word[word].add(number)

    def near(self, word: str) -> dict[str, int]:
        """Words of names that ``word`` may stand for, with the number of errors. Remembered."""
        found = self._near.get(word)
        if found is None:
            found = {word: 0} if word in self.by_word else {}
            if len(word) >= 4:
                for length in range(len(word) - 2, len(word) + 3):
                    for other in self._buckets.get((word[0], length), ()):
                        most = errors_allowed(other)
                        if other != word and most and (errors := OSA.distance(word, other, score_cutoff=most)) <= most:
                            found[other] = errors
            self._near[word] = found
        return found

    def exact_hits(self, atoms: Sequence[Atom], first: int) -> list[Hit]:
        """The longest name that begins at ``first``, letter for letter; full names go before shortened ones."""
        for last in range(min(len(atoms), first + LONGEST_NAME), first, -1):
            entries = self.exact.get(tuple(atom.folded for atom in atoms[first:last]))
            if entries:
                full = [entry for entry in entries if not entry.is_short] or entries
                return [Hit(first, last, entry) for entry in full]
        return []

    def fuzzy_hits(self, atoms: Sequence[Atom], free: Sequence[bool]) -> list[Hit]:
        """Names that occur in ``atoms`` with typing errors, or with other spaces. Only the free ones are looked at."""
        nothing: set[int] = set()
        near = [
            self._entries_near(atom.folded) if is_free else nothing for atom, is_free in zip(atoms, free, strict=True)
        ]
        hits: dict[tuple[int, int, int], Hit] = {}
        for place, here in enumerate(near):
            around = (near[place - 1] if place else set()) | (near[place + 1] if place + 1 < len(near) else set())
            for number in here if len(here) <= COMMON else here & around:
                for hit in self._placed(atoms, place, self.entries[number]):
                    hits.setdefault((hit.first, hit.last, number), hit)
        for place in range(len(atoms) - 1):  # "zorg groep" for "Zorggroep"
            for entry in self.exact.get((atoms[place].folded + atoms[place + 1].folded,), ()):
                hits.setdefault((place, place + 2, -id(entry)), Hit(place, place + 2, entry))
        return list(hits.values())

    def _entries_near(self, word: str) -> set[int]:
        return set().union(*(self.by_word[other] for other in self.near(word)))

    def _placed(self, atoms: Sequence[Atom], place: int, entry: Entry) -> Iterable[Hit]:
        """Where around ``place`` the whole of ``entry`` stands."""
        count, letters = len(entry.words), len(entry.joined)
        most = errors_allowed(entry.joined)
        for length in (count, count - 1, count + 1):
            for first in range(max(0, place - length + 1), min(place, len(atoms) - length) + 1 if length else 0):
                window = [atom.folded for atom in atoms[first : first + length]]
                if abs(sum(map(len, window)) - letters) > most:
                    continue
                errors = OSA.distance("".join(window), entry.joined, score_cutoff=most)
                if errors <= most and _words_agree(window, entry, errors):
                    yield Hit(first, first + length, entry, errors)

    def partial_hits(self, atoms: Sequence[Atom], first: int, last: int, *, begun: bool = False) -> list[Hit]:
        """Names of which ``atoms[first:last]`` are some words, in their order; ``begun``: or only begin them ("flevo")."""
        words = [atom.folded for atom in atoms[first:last]]
        meanings: list[set[str]] = [{word} if word in self.by_word else set(self.near(word)) for word in words]
        if begun:
            meanings = [meant or self._beginning_with(word) for word, meant in zip(words, meanings, strict=True)]
        if not words or not all(meanings):
            return []
        sets: list[set[int]] = [set().union(*(self.by_word[word] for word in meant)) for meant in meanings]
        numbers = set.intersection(*sorted(sets, key=len))
        found = [self.entries[number] for number in sorted(numbers) if not self.entries[number].is_short]
        return [
            Hit(first, last, entry, is_partial=True)
            for entry in found
            if _in_order(meanings, entry.words[: entry.core])
        ]

    def _beginning_with(self, start: str) -> set[str]:
        """Words of names that begin so, from three letters on."""
        if len(start) < 3:
            return set()
        place = bisect_left(self._sorted_words, start)
        found: set[str] = set()
        while place < len(self._sorted_words) and self._sorted_words[place].startswith(start) and len(found) < 50:
            found.add(self._sorted_words[place])
            place += 1
        return found

    @cached_property
    def _sorted_words(self) -> list[str]:
        return sorted(self.by_word)


class Indexes:
    """Several indexes asked as one: that of the organisations is large and kept, that of a hub's contacts is not."""

    def __init__(self, *indexes: NameIndex) -> None:
        self._indexes = indexes

    def exact_hits(self, atoms: Sequence[Atom], first: int) -> list[Hit]:
        """The longest names that begin at ``first``."""
        hits = [hit for index in self._indexes for hit in index.exact_hits(atoms, first)]
        longest = max((hit.last for hit in hits), default=0)
        return [hit for hit in hits if hit.last == longest]

    def fuzzy_hits(self, atoms: Sequence[Atom], free: Sequence[bool]) -> list[Hit]:
        """Names with typing errors."""
        return [hit for index in self._indexes for hit in index.fuzzy_hits(atoms, free)]

    def partial_hits(self, atoms: Sequence[Atom], first: int, last: int, *, begun: bool = False) -> list[Hit]:
        """Names of which a part was said."""
        return [hit for index in self._indexes for hit in index.partial_hits(atoms, first, last, begun=begun)]


def _in_order(meanings: Sequence[set[str]], name: Sequence[str]) -> bool:
    """Whether ``name`` holds a word of each of ``meanings``, in their order."""
    place = 0
    for meant in meanings:
        place = next((i + 1 for i in range(place, len(name)) if name[i] in meant), 0)
        if not place:
            return False
    return True


def errors_allowed(letters: str) -> int:
    """How many typing errors a name or word of these letters may hold."""
    length = len(letters)
    return 0 if length < 4 else 1 if length < 9 else 2 if length < 15 else 3


def _words_agree(window: Sequence[str], entry: Entry, errors: int) -> bool:
    """Whether the errors are typing errors rather than another name."""
    if not errors:
        return True
    typed, name = "".join(window), entry.joined
    if [c for c in typed if c.isdigit()] != [c for c in name if c.isdigit()] or typed[:1] != name[:1] or len(name) < 5:
        return False
    if len(window) != len(entry.words):
        return errors <= 1
    for word, meant in zip(window, entry.words, strict=True):
        if word == meant:
            continue
        most = len(meant) // 3 if len(meant) > 3 else 0
        if word[0] != meant[0] or OSA.distance(word, meant, score_cutoff=most) > most:
            return False
    return True
