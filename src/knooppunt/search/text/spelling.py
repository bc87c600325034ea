"""Words that nobody wrote: which known word was meant?

Only words that the index does not know are looked at. The first letter counts as right, or as written by the ear
(f/v, s/z, c/k/q …); a short word may differ by one letter, a long one by two.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property
from heapq import nlargest, nsmallest
from math import log

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from knooppunt.search.text.compounds import LABEL, OWN, Lexicon, own_parts, whole
from knooppunt.search.text.stemmer import stem
from knooppunt.search.text.wordlists import all_words

LEAST_LETTERS, SHORT, LONG = 4, 5, 8
UNSURE = 0.3
LEAST_STEM = 6
LEAST_PART = 3  # letters before a piece inside a word
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
_VOWELS = re.compile(r"[aeiouy]")
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


def _to_begin(begun: str, word: str) -> int | None:
    """How many letters differ when somebody began to write ``word``: none or one; ``None`` for more. In something short
    another letter makes another word, so there only a letter too many, too few, or swapped counts.
    """
    size = len(begun)
    if len(word) < size or word[:size] == begun:
        return None if len(word) < size else 0
    for end in (size - 1, size + 1):
        if DamerauLevenshtein.distance(begun, word[:end], score_cutoff=1) <= 1:
            return 1
    same = word[:size]
    is_near = DamerauLevenshtein.distance(begun, same, score_cutoff=1) <= 1
    return 1 if is_near and (size > SHORT or sorted(same) == sorted(begun)) else None


@cache
def _field_words() -> frozenset[str]:
    return frozenset(stem(word) for word in all_words("parts.txt"))


def _only_longer(one: str, other: str) -> bool:
    """Whether one of two words is the other with letters left out."""
    short, long = sorted((one, other), key=len)
    letters = iter(long)
    return len(long) - len(short) == 2 and all(letter in letters for letter in short)


@dataclass
class Speller:
    """The words of an index with the number of texts they stand in."""

    known: dict[str, int]
    lexicon: Lexicon
    shown: dict[str, str]  # a stem that is no word of its own → the commonest word it stands for
    _by_letter: dict[str, list[str]] = field(default_factory=dict)
    _cache: dict[str, list[Correction]] = field(default_factory=dict)
    _field: dict[str, list[str]] = field(default_factory=dict)

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

    def unsure(self, word: str, *, is_bold: bool = False) -> list[Correction]:
        """For a shorter word with two typing errors, when nothing else is found: the one word of the field that sounds the
        same but for a vowel, or that has the same first and last letter and only misses, or only has, two others.

        Short words are alike by chance, so what is typed must be no word that we know, and what was meant must be one of
        the field: of our own list, or in a label of a vocabulary. ``is_bold``: any two letters of seven may differ; for a
        question only, one of ten other words comes near enough to something.
        """
        if not SHORT <= len(word) < LONG or not word.isalpha() or word in self.known or word in own_parts():
            return []
        sound = by_ear(word)
        costs: list[tuple[int, int, str]] = []
        for letter in _FIRST.get(word[0], word[0]):
            choices = self._of_field(letter)
            for other, distance, _index in process.extract(
                word, choices, scorer=DamerauLevenshtein.distance, score_cutoff=2, limit=MOST_CANDIDATES
            ):
                heard = DamerauLevenshtein.distance(sound, by_ear(other), score_cutoff=1)
                is_vowel = heard <= 1 and _VOWELS.sub("", sound) == _VOWELS.sub("", by_ear(other))
                is_near = is_bold and len(word) == LONG - 1 <= len(other)
                if is_vowel or is_near or (len(word) > SHORT and word[-1] == other[-1] and _only_longer(word, other)):
                    costs.append((heard, int(distance), other))
        if not costs:
            return []
        best = min(cost[:2] for cost in costs)
        meant = max((other for *cost, other in costs if tuple(cost) == best), key=lambda one: self.known[one])
        stems = {stem(other) for *cost, other in costs if tuple(cost) == best}
        return [Correction(meant, UNSURE)] if len(stems) == 1 else []

    def is_nearly_whole(self, word: str) -> bool:
        """Whether a letter is wrong in a known word that is never cut, so that what looks like its parts are none:
        ziekehuis.
        """
        near = process.extract(word, self._whole, scorer=DamerauLevenshtein.distance, score_cutoff=1, limit=1)
        return bool(near) and near[0][0] != word

    @cached_property
    def _whole(self) -> list[str]:
        return [word for word in whole() if len(word) >= LONG and word in self.known]

    def _of_field(self, letter: str) -> list[str]:
        found = self._field.get(letter)
        if found is None:
            kept = (one for one in self._by_letter.get(letter, ()) if len(one) > SHORT and self._is_of_field(one))
            found = self._field[letter] = list(kept)
        return found

    def _is_of_field(self, word: str) -> bool:
        if word not in self.known:
            return False
        base = stem(word)
        return base in _field_words() or self.lexicon.weights.get(base, 0) % OWN >= LABEL

    def guess(self, word: str) -> str:
        """A known word that differs by one letter from a short one, or by two from one that is hardly longer: too unsure to
        look for it, sure enough to ask "did you mean"; empty when there is none.
        """
        if not SHORT <= len(word) < LONG or not word.isalpha() or word in self.known:
            return ""
        if len(word) != SHORT:
            return next((one.word for one in self.unsure(word, is_bold=True)), "")
        alike = (one for one in self._by_letter.get(word[0], ()) if len(one) == SHORT and one in self.known)
        near = [one for one in alike if DamerauLevenshtein.distance(word, one, score_cutoff=1) <= 1]
        return max(near, key=lambda one: (by_ear(one) == by_ear(word), self.known[one]), default="")

    def holding(self, piece: str, most: int) -> list[tuple[str, int]]:
        """Known words with this inside or at the end, the commonest first: bestrijding → pijnbestrijding."""
        found: set[str] = set()
        at = self._all.find(piece)
        while at >= 0:
            start, end = self._all.rfind("\n", 0, at) + 1, self._all.find("\n", at)
            if at - start >= LEAST_PART:
                found.add(self._all[start:end])
            at = self._all.find(piece, end)
        return nlargest(most, ((word, self.known[word]) for word in found), key=lambda row: row[1])

    @cached_property
    def _all(self) -> str:
        """All known words below each other: looking in one text is much faster than looking in many."""
        return "\n" + "\n".join(self.known) + "\n"

    def going_on(self, begun: str, most: int) -> list[tuple[str, int]]:
        """Known words whose beginning is nearly this, the nearest and then the commonest first: eutan → euthanasie."""
        if len(begun) < LEAST_LETTERS:
            return []
        near = (word for letter in _FIRST.get(begun[0], begun[0]) for word in self._by_letter.get(letter, ()))
        half = (
            len(begun) // 2
        )  # one difference leaves the first half as it is, or the second, moved by a letter at most
        first, second = begun[:half], begun[half:]
        likely = (word for word in near if word.startswith(first) or second in word[half - 1 : len(begun) + 1])
        costs = ((_to_begin(begun, word), word) for word in likely if word in self.known)
        found = ((cost, -self.known[word], word) for cost, word in costs if cost is not None)
        return [(word, -count) for _cost, count, word in nsmallest(most, found)]

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
