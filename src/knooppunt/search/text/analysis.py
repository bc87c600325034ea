"""One way of reading words, used when a text is indexed and when somebody asks for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from knooppunt.search.text.compounds import Lexicon, whole
from knooppunt.search.text.fold import Word, fold, is_loud, pieces_of, raw_words, words
from knooppunt.search.text.stemmer import stem, sure_stems, verb_stems
from knooppunt.search.text.wordlists import stop_words

JOIN = "+"
MOST_CACHED = 200_000


@dataclass(frozen=True)
class Reading:
    """What a word is looked up by.

    ``main``: its stem, or the stems of its parts joined. ``parts``: those of a compound. ``forms``: what it may be a form
    of as well. ``also``: what it may be found by besides, when it stands in a text. ``stop``: it says nothing.
    """

    main: str
    parts: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    stop: bool = False

    @property
    def flat(self) -> tuple[str, ...]:
        """Its parts, or itself: the same for "pijnbestrijding" and for "pijn" followed by "bestrijding"."""
        return self.parts or (self.main,)


class Analyser:
    """Reads words with one lexicon. Safe to share between threads: its cache is a plain dictionary."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._cache: dict[tuple[str, ...], Reading] = {}
        self._raw: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}

    def read(self, word: Word) -> Reading:
        """The reading of one word."""
        found = self._cache.get(word.pieces)
        if found is None:
            if len(self._cache) > MOST_CACHED:
                self._cache.clear()
            found = self._cache[word.pieces] = self._read(word.pieces)
        return found

    def _read(self, pieces: tuple[str, ...]) -> Reading:
        if len(pieces) > 1:
            telling = [piece for piece in pieces if piece not in stop_words()] or pieces  # train-de-trainer
            parts = tuple(part for piece in telling for part in self._read((piece,)).flat)
            main = JOIN.join(parts)
            # Others leave the hyphens out: hooglaagbed for hoog-laagbed.
            solid = self._read(("".join(pieces),)).main
            others = (solid,) if solid != main else ()
            return Reading(main, parts if len(parts) > 1 else (), forms=others, also=others)
        piece = pieces[0]
        if piece in stop_words():
            return Reading(piece, stop=True)
        kept = whole().get(piece)
        if kept is not None:
            return Reading(stem(piece), also=tuple(stem(part) for part in kept))
        parts = self.lexicon.parts(piece)
        if parts:
            return Reading(JOIN.join(parts), parts, also=tuple(field_of(parts[-1])))
        known = self.lexicon.weights
        main = stem(piece)
        return Reading(
            main,
            forms=tuple(dict.fromkeys([*(guess for guess in verb_stems(piece) if guess in known), *sure_stems(piece)])),
            also=tuple(token for token in (*self.lexicon.tail_of(piece), *field_of(main)) if token != main),
        )

    def tokens(self, text: str) -> list[str]:
        """What a text is found by, in order and without stop words."""
        found: list[str] = []
        for raw in raw_words(text):
            found.extend(self.of_written(raw)[0])
        return [*found, *self._left_out(text)]

    def both(self, text: str) -> tuple[list[str], list[str]]:
        """What a text is found by, and its words as they stand there; in one go, for indexing."""
        found: list[str] = []
        literal: list[str] = []
        known = self._raw
        for raw in raw_words(text):
            pair = known.get(raw) or self.of_written(raw)
            found.extend(pair[0])
            literal.extend(pair[1])
        return [*found, *self._left_out(text)], literal

    def _left_out(self, text: str) -> Iterator[str]:
        """What a hyphen stands for: of "wond- en stomazorg" the tokens of wondzorg."""
        if "- " not in text:
            return
        for found in _LEFT_OUT.finditer(text):
            last = self.lexicon.last_part(fold(found["whole"]))
            if last:
                yield from self.of_written(found["begun"] + last)[0]

    def of_written(self, raw: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """One word as it is written somewhere: what it is found by, and its pieces."""
        pair = self._raw.get(raw)
        if pair is None:
            if len(self._raw) > MOST_CACHED:
                self._raw.clear()
            pieces = pieces_of(raw)
            tokens = tuple(self.written(Word(0, 0, pieces, is_loud(raw)))) if pieces else ()
            pair = self._raw[raw] = (tokens, pieces)
        return pair

    def written(self, word: Word) -> Iterable[str]:
        """What one word in a text is found by: itself, its parts, and neighbouring parts together."""
        reading = self.read(word)
        if reading.stop:
            return (reading.main,) if word.loud else ()
        if not reading.parts:
            return (reading.main, *reading.forms, *reading.also)
        return (reading.main, *_neighbours(reading.parts), *reading.parts, *reading.also)

    def flat(self, text: str) -> tuple[str, ...]:
        """The parts of all words of a short text, without stop words."""
        kept = ((word, self.read(word)) for word in words(text))
        return tuple(part for word, reading in kept for part in reading.flat if word.loud or not reading.stop)


def field_of(token: str) -> Iterator[str]:
    """The field in which somebody works: who looks for oncologie also means what is for an oncoloog."""
    for person, field in _FIELDS:
        if token.endswith(person) and len(token) > len(person) + 1:
            yield stem(token[: len(token) - len(person)] + field)


_FIELDS = (("loog", "logie"), ("therapeut", "therapie"), ("iater", "iatrie"), ("kundig", "kunde"), ("zoeker", "zoek"))
_LEFT_OUT = re.compile(r"\b(?P<begun>[^\W\d_]{3,})[-‐‑–] (?:en|of|en/of) (?P<whole>[^\W\d_]{6,})")


def _neighbours(parts: tuple[str, ...]) -> Iterator[str]:
    """Of levens + einde + zorg: levens+einde and einde+zorg."""
    for size in range(2, len(parts)):
        for start in range(len(parts) - size + 1):
            yield JOIN.join(parts[start : start + size])
