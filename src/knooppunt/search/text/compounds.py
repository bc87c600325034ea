"""Compounds cut into their parts: pijnbestrijding → pijn + bestrijding, stervensfasen → sterven + fase.

What may be a part is learned from the words that are indexed, with the labels of the vocabularies and a small list of
our own on top. One ``Lexicon`` belongs to one index for as long as that lives: a word must be cut the same way when it
is written down and when it is asked for.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from math import prod

from knooppunt.search.text.fold import fold, words
from knooppunt.search.text.stemmer import stem
from knooppunt.search.text.wordlists import all_words, lines, stop_words

LEAST_LETTERS = 7  # a shorter word is not cut
MOST_LETTERS = 40
LEAST_PART = 3  # of our own list
LEAST_LEARNED = 5  # of a word that was only seen in texts
LEAST_TAIL = 6  # of a word whose beginning we do not know
SEEN_IN = 2  # texts
SMALL = 1_000  # texts; in fewer, a long word counts that was seen once
LEAST_ONCE = 6  # letters of such a word
LEAST_OWN_TAIL = 4  # of a tail that stands in our own list exactly so
OWN, LABEL = 1_000_000, 10_000
SURE_TAIL = 9  # so long that it does not end another word by chance
LEAST_TAIL_HEAD = 4  # letters before a tail
_NOUN_ENDINGS = ("en", "s", "je")
_VOWELS = frozenset("aeiouy")


class Lexicon:
    """Which words may be parts, and how sure we are: ``weights`` by stem; ``seen`` counts whole words; ``written`` says how
    a folded word is written when that differs: dietist → diëtist.
    """

    def __init__(
        self, weights: Mapping[str, int], seen: Mapping[str, int], written: Mapping[str, str] | None = None
    ) -> None:
        self.weights = dict(weights)
        self.seen = dict(seen)
        self.written = dict(written or {})
        self._cache: dict[str, tuple[str, ...]] = {}

    @classmethod
    def learn(
        cls,
        counts: Mapping[str, int],
        labels: Iterable[str] = (),
        spellings: Mapping[tuple[str, str], int] | None = None,
    ) -> Lexicon:
        """Learn from ``counts`` (folded word → number of texts it stands in) and from labels of vocabularies.
        ``spellings``: (folded word, as written) → number of texts, of words that are written with more than plain letters.
        """
        weights: Counter[str] = Counter()
        never = all_words("never.txt") | stop_words()
        # No word stands in more texts than there are.
        is_small = max(counts.values(), default=0) < SMALL
        for word, count in counts.items():
            often = count >= SEEN_IN or (is_small and len(word) >= LEAST_ONCE)
            if often and len(word) >= LEAST_LEARNED and word not in never and word.isalpha():
                weights[stem(word)] += count
        for label in labels:
            for found in words(label):
                for piece in found.pieces:
                    if len(piece) >= LEAST_LEARNED and piece not in never and piece.isalpha():
                        weights[stem(piece)] += LABEL
        for word in own_parts():
            weights[stem(word)] += OWN
        seen = {word: count for word, count in counts.items() if len(word) >= LEAST_LETTERS and count > 1}
        written: dict[str, tuple[int, str]] = {}
        for (word, spelling), count in (spellings or {}).items():
            if 2 * count >= counts.get(word, 0):  # most people write it so
                written[word] = max(written.get(word, (0, "")), (count, spelling))
        return cls(weights, seen, {word: spelling for word, (_count, spelling) in written.items()})

    @cached_property
    def _heads(self) -> dict[str, str]:
        """Ways in which a part may be written before another part → its stem."""
        forms: dict[str, str] = {}
        for part in self.weights:
            for form in (part, part + "s", part + "en", part + "e"):
                forms.setdefault(form, part)
        for word in own_parts():
            forms[word] = stem(word)
        return forms

    def parts(self, word: str) -> tuple[str, ...]:
        """The stems of the parts of a folded word; nothing when it is not a compound we know."""
        found = self._cache.get(word)
        if found is None:
            found = self._cache[word] = self._cut(word)
        return found

    def _cut(self, word: str) -> tuple[str, ...]:
        if not LEAST_LETTERS <= len(word) <= MOST_LETTERS or not word.isalpha() or word in whole():
            return ()
        best = self._best(word)
        if not best or not self._convincing(word, best):
            return ()
        flat: list[str] = []
        for form, part in best:
            inner = self.parts(form) if len(form) >= LEAST_LETTERS and form != word else ()
            flat.extend(inner or (part,))
        return tuple(flat)

    def _best(self, word: str) -> list[tuple[str, str]]:
        """The cut with the fewest parts, then the surest: a list of (as written, stem)."""
        # ways[i]: the best way to write word[:i] with parts that may stand before another one
        ways: dict[int, tuple[int, float, list[tuple[str, str]]]] = {0: (0, 0.0, [])}
        size = len(word)
        for end in range(LEAST_PART, size - LEAST_PART + 1):
            for start in sorted(ways):
                if end - start < LEAST_PART or start == end:
                    continue
                form = word[start:end]
                part = self._head(form)
                if part is None:
                    continue
                count, sureness, path = ways[start]
                way = (count + 1, sureness - len(form) ** 2 - self._sure(part), [*path, (form, part)])
                if end not in ways or way[:2] < ways[end][:2]:
                    ways[end] = way
        found: tuple[int, float, list[tuple[str, str]]] | None = None
        for start, (count, sureness, path) in ways.items():
            tail = word[start:]
            if not start or len(tail) < LEAST_PART:
                continue
            part = self._tail(tail)
            if part is None:
                continue
            way = (count + 1, sureness - len(tail) ** 2 - self._sure(part), [*path, (tail, part)])
            if found is None or way[:2] < found[:2]:
                found = way
        return found[2] if found else []

    def _sure(self, part: str) -> float:
        return 20.0 if self.weights.get(part, 0) >= OWN else 0.0

    def _head(self, form: str) -> str | None:
        part = self._heads.get(form)
        if part is None:
            # The s or en that links may follow an inflected word; the stem knows those.
            part = stem(form) if len(form) >= LEAST_LEARNED and form[-1] in "sne" else None
        return part if part is not None and self._fits(form, part) else None

    def _tail(self, form: str) -> str | None:
        part = stem(form)
        return part if self._fits(form, part) else None

    def _fits(self, form: str, part: str) -> bool:
        weight = self.weights.get(part, 0)
        if weight >= OWN:
            return True
        return weight > 0 and len(form) >= LEAST_LEARNED and not _VOWELS.isdisjoint(part)

    def _convincing(self, word: str, cut: list[tuple[str, str]]) -> bool:
        """Parts that were only seen in texts must be about as common as the whole, else the likeness is chance."""
        weights = [self.weights.get(part, 0) for _form, part in cut]
        if all(weight >= LABEL for weight in weights):
            return True
        mean = float(prod(float(weight) for weight in weights) ** (1 / len(weights)))
        return mean >= 0.5 * self.seen.get(word, 0)

    def tail_of(self, word: str) -> tuple[str, ...]:
        """A word that cannot be cut but ends with a part of our own list: the stems of what stands before that part (when
        it is long enough to be a word) and of the part: slechtnieuws*gesprekken*. Nothing when there is no such part.
        """
        if not LEAST_LETTERS <= len(word) <= MOST_LETTERS or word in whole():
            return ()
        for start in range(LEAST_TAIL_HEAD, len(word) - LEAST_OWN_TAIL + 1):
            head, tail = word[:start], word[start:]
            if not self._is_own_tail(tail) or _VOWELS.isdisjoint(head) or not head.isalpha():
                continue
            known = stem(head)
            if LEAST_TAIL <= len(tail) < SURE_TAIL and len(head) < LEAST_TAIL and known not in self.weights:
                return ()  # "beant" is no word, so beantwoorden has nothing to do with words
            return (*((known,) if len(head) >= LEAST_LEARNED else ()), stem(tail))
        return ()

    def _is_own_tail(self, tail: str) -> bool:
        """A word as it stands in our list, so that the "rouwen" of "vertrouwen" is none; or a longer one in another form."""
        if len(tail) < LEAST_TAIL:
            return tail in all_words("tails.txt")
        if tail in own_parts():
            return True
        return len(tail) > LEAST_TAIL and self.weights.get(stem(tail), 0) >= OWN and tail.endswith(_NOUN_ENDINGS)

    def written_parts(self, word: str) -> tuple[str, ...]:
        """The parts of a compound as they stand there, without what they are made of themselves."""
        return tuple(form for form, _part in self._best(word)) if self.parts(word) else ()

    def last_part(self, word: str) -> str:
        """The last part of a compound as it is written there: the lozen of thuislozen, the zorg of stomazorg; or nothing."""
        for ending in ("lozen", "loze", "loos"):
            if word.endswith(ending) and len(word) - len(ending) >= LEAST_PART:
                return ending
        if not LEAST_LETTERS <= len(word) <= MOST_LETTERS or not word.isalpha() or word in whole():
            return ""
        best = self._best(word)
        return best[-1][0] if best and self._convincing(word, best) else ""

    def is_head(self, form: str) -> bool:
        """Whether this may stand before another part (for mending a typing error in a compound)."""
        return self._head(form) is not None

    def is_tail(self, form: str) -> bool:
        """Whether this may be the last part."""
        return len(form) >= LEAST_PART and self._tail(form) is not None

    def dump(self) -> str:
        """As text, to be kept beside the index."""
        kept = {"weights": self.weights, "seen": self.seen, "written": self.written}
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def load(cls, text: str) -> Lexicon:
        """What ``dump`` wrote; raises ``ValueError`` when it is damaged."""
        data = json.loads(text)
        try:
            return cls(data["weights"], data["seen"], data["written"])
        except (KeyError, TypeError) as error:
            raise ValueError("This is not a lexicon.") from error


@cache
def alike() -> dict[str, tuple[tuple[str, str], ...]]:
    """Stem of a last part → the others that come to the same, each as its stem and a word."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for line in lines("alike.txt"):
        named = {stem(fold(word)): word for word in reversed(line.split())}
        found.update({one: tuple(row for row in named.items() if row[0] != one) for one in named})
    return found


@cache
def little_saying() -> frozenset[str]:
    """The stems of last parts that say less than what stands before them."""
    return frozenset(stem(word) for word in all_words("heads.txt"))


@cache
def little_words() -> frozenset[str]:
    """The stems of words that need not be there when the question has others."""
    return frozenset(stem(word) for word in all_words("little.txt"))


@cache
def left_out_first() -> frozenset[str]:
    """The stems of words that are left out before others when nothing has all words of a question."""
    return frozenset(stem(word) for word in all_words("rather.txt"))


@cache
def own_parts() -> frozenset[str]:
    """The words of our own lists that may be parts; what is never cut may well be a part of something longer."""
    kept = (word for word in whole() if len(word) >= LEAST_LETTERS)
    return all_words("parts.txt") | all_words("parts-general.txt") | frozenset(kept)


def whole() -> dict[str, tuple[str, ...]]:
    """Words that are never cut → the parts that one may yet find them by."""
    if not _whole:
        for line in lines("whole.txt"):
            word, _, rest = line.partition(":")
            _whole[fold(word.strip())] = tuple(fold(part) for part in rest.split())
        # All forms of the word: verpleegkundig like verpleegkundige.
        _whole.update({stem(word): rest for word, rest in _whole.items() if stem(word) not in _whole})
    return _whole


_whole: dict[str, tuple[str, ...]] = {}
