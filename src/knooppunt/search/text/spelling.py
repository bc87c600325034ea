"""Words that nobody wrote: which known word was meant?

Only words that the index does not know are looked at. The first letter counts as right, or as written by the ear
(f/v, s/z, c/k/q …); a short word may differ by one letter, a long one by two.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import log

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from knooppunt.search.text.compounds import Lexicon
from knooppunt.search.text.stemmer import stem

LEAST_LETTERS, SHORT, LONG = 4, 5, 8
LEAST_STEM = 6
MOST_CANDIDATES = 30
_BY_EAR = [
    (re.compile(pattern), to)
    for pattern, to in (
        (r"sch(?=[^aeiou]|$)", "s"),
        (r"ph", "f"),
        (r"th", "t"),
        (r"ij|ei|y", "ei"),
        (r"ou|au", "au"),
        (r"ch", "g"),
        (r"ck|q", "k"),
        (r"c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"x", "ks"),
        (r"z", "s"),
        (r"v", "f"),
        (r"dt$|d$", "t"),
        (r"ieuw", "iw"),
        (r"ie", "i"),
        (r"([a-z])\1+", r"\1"),
    )
]
_FIRST = {
    "f": "fv",
    "v": "vfp",
    "p": "pf",
    "s": "szc",
    "z": "zs",
    "c": "cksq",
    "k": "kcq",
    "q": "qkc",
    "i": "iey",
    "y": "yi",
} | {
    "e": "eiy",
    "g": "gc",
}


@dataclass(frozen=True)
class Correction:
    """A known word that was probably meant. ``sure`` is between 0 and 1."""

    word: str
    sure: float


def by_ear(word: str) -> str:
    """What a word sounds like, roughly: "pijnbestreiding" and "pijnbestrijding" are the same."""
    for pattern, to in _BY_EAR:
        word = pattern.sub(to, word)
    return word


@dataclass
class Speller:
    """The words of an index with the number of texts they stand in."""

    known: dict[str, int]
    lexicon: Lexicon
    shown: dict[str, str]  # a stem that is no word of its own → the commonest word it stands for
    _by_letter: dict[str, list[str]] = field(default_factory=dict)
    _cache: dict[str, list[Correction]] = field(default_factory=dict)

    @classmethod
    def of(cls, counts: Iterable[tuple[str, int]], lexicon: Lexicon) -> Speller:
        """Numbers and very short words are left out: they are never what somebody meant."""
        known = {word: count for word, count in counts if len(word) >= LEAST_LETTERS and word.isalpha()}
        shown: dict[str, str] = {}
        for word in sorted(known, key=lambda one: -known[one]):
            base = stem(word)
            if len(base) >= LEAST_STEM and base not in known:
                shown.setdefault(base, word)
        letters: dict[str, list[str]] = defaultdict(list)
        for word in [*known, *shown]:
            letters[word[0]].append(word)
        return cls(known, lexicon, shown, dict(letters))

    def corrections(self, word: str, most: int = 3) -> list[Correction]:
        """The likeliest known words for one that is not known, surest first."""
        found = self._cache.get(word)
        if found is None:
            if len(self._cache) > 5_000:
                self._cache.clear()
            found = self._cache[word] = self._corrections(word)
        return found[:most]

    def _corrections(self, word: str) -> list[Correction]:
        if len(word) < LEAST_LETTERS or not word.isalpha() or word in self.known:
            return []
        found = self._near(word)
        if not found or found[0].sure < 0.6:
            found = sorted([*found, *self._mended_compound(word)], key=lambda one: -one.sure)
        best = found[0].sure if found else 0.0
        return [one for one in found if one.sure >= 0.75 * best]

    def _near(self, word: str) -> list[Correction]:
        allowed = 2 if len(word) >= LONG else 1
        sound = by_ear(word)
        scored: list[tuple[float, str]] = []
        for letter in dict.fromkeys(_FIRST.get(word[0], word[0]) + word[0] + word[1]):
            if letter == word[1] and letter not in _FIRST.get(word[0], word[0]):
                # Two letters swapped at the very beginning: "aplliatief".
                choices = [one for one in self._by_letter.get(letter, ()) if one[1:2] == word[0]]
            else:
                choices = self._by_letter.get(letter, [])
            for other, distance, _index in process.extract(
                word, choices, scorer=DamerauLevenshtein.distance, score_cutoff=allowed + 1, limit=MOST_CANDIDATES
            ):
                heard = DamerauLevenshtein.distance(sound, by_ear(other))
                if len(word) <= SHORT and len(other) == len(word) and heard and sorted(word) != sorted(other):
                    continue  # another letter in a short word makes another word: lever and leven
                cost = min(float(distance), heard + 0.5)
                if cost <= allowed and distance > 0:
                    meant = self.shown.get(other, other)
                    less = 0.08 * log(1 + self.known[meant])
                    scored.append((cost - less + (0.2 if meant != other else 0.0), meant))
        best = sorted({meant: cost for cost, meant in sorted(scored, reverse=True)}.items(), key=lambda row: row[1])
        return [Correction(other, max(0.05, 1 - max(0.0, cost + 0.3) / (allowed + 1.5))) for other, cost in best]

    def _mended_compound(self, word: str) -> list[Correction]:
        """One right part tells where to cut; the other part is mended: pijnbestreiding when only "bestrijding" is known."""
        found: list[Correction] = []
        for cut in range(4, len(word) - 3):
            head, tail = word[:cut], word[cut:]
            if len(tail) >= 5 and self.lexicon.is_head(head) and not self.lexicon.is_tail(tail):
                found.extend(Correction(head + one.word, one.sure * 0.9) for one in self._near(tail)[:1])
            elif len(head) >= 5 and self.lexicon.is_tail(tail) and not self.lexicon.is_head(head):
                found.extend(Correction(one.word + tail, one.sure * 0.85) for one in self._near(head)[:1])
        return [one for one in found if self.lexicon.parts(one.word)]
