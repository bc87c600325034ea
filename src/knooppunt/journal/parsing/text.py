"""A line as words with their places. Places are those of the line as typed, so that a screen can point at them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

from knooppunt.journal.parsing.model import Field, Span

# A word for comparing: letters and digits with their accents; "&" and "+" stand for "en".
_ATOM = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*|[&+]")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ĳ": "ij"})
# Punctuation that means nothing once the word beside it is understood.
_GLUE = frozenset(",;:.!?()[]{}<>\"'“”‘’„«»–—-/|")
_AND = re.compile(r"(?<!\S)(?:en|t/m)(?!\S)", re.IGNORECASE)
_LONELY = re.compile(r"(?<!\S)[,;:.()\[\]–—|/-]{1,3}(?!\S)")


@dataclass(frozen=True)
class Atom:
    """One word: its place, and its text without capitals and accents."""

    start: int
    end: int
    text: str
    folded: str

    @property
    def is_capital(self) -> bool:
        """Whether it begins as a name does."""
        return self.text[:1].isupper()


def clean(line: str) -> str:
    """``line`` with a space for each control character and lone surrogate; of the same length."""
    return "".join(" " if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} else c for c in line)


def fold(text: str) -> str:
    """``text`` without capitals and accents: "Eén" → "een"."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(c for c in plain if not unicodedata.combining(c))


def atoms_of(text: str, *, most: int | None = None) -> list[Atom]:
    """The words of ``text``; at most the first ``most``."""
    found: list[Atom] = []
    for match in _ATOM.finditer(text):
        if most is not None and len(found) >= most:
            break
        word = match[0]
        found.append(Atom(match.start(), match.end(), word, "en" if word in "&+" else fold(word)))
    return found


def words_of(name: str) -> tuple[str, ...]:
    """The folded words of a name."""
    return tuple(atom.folded for atom in atoms_of(name))


class Taken:
    """Which characters of the line are understood, and as what. Nothing is taken twice."""

    def __init__(self, line: str) -> None:
        self.line = line
        self._free = bytearray(b"\x01" * len(line))
        self.spans: list[Span] = []

    def is_free(self, start: int, end: int) -> bool:
        """Whether nothing between these places is taken."""
        return start < end and 0 not in self._free[start:end]

    def take(self, start: int, end: int, field: Field, *, is_guess: bool = False, ids: tuple[int, ...] = ()) -> bool:
        """Take this piece; ``False`` (and nothing happens) when part of it is gone already."""
        if not self.is_free(start, end):
            return False
        self._free[start:end] = bytes(end - start)
        self.spans.append(Span(start, end, field, is_guess, ids))
        return True

    def free_atoms(self, atoms: Iterable[Atom]) -> list[Atom]:
        """Those of ``atoms`` that nothing was made of yet."""
        return [atom for atom in atoms if self.is_free(atom.start, atom.end)]

    def swallow_punctuation(self) -> None:
        """Give each span the commas, brackets and quotes that hang on to it, so that none is left alone in the note."""
        grown = []
        for span in sorted(self.spans, key=lambda one: one.start):
            start, end = span.start, span.end
            if span.field != "highlight":
                while self._hangs_alone(start - 1, -1):
                    start -= 1
                    self._free[start] = 0
                while self._hangs_alone(end, 1) or (self._is_glue(end) and self.line[end] in ",;:"):
                    self._free[end] = 0
                    end += 1
            grown.append(replace(span, start=start, end=end))
        self.spans = grown

    def _is_glue(self, place: int) -> bool:
        return 0 <= place < len(self.line) and bool(self._free[place]) and self.line[place] in _GLUE

    def _hangs_alone(self, place: int, step: int) -> bool:
        """Whether here is punctuation, with nothing but punctuation after it (away from the span) until a space."""
        if not self._is_glue(place):
            return False
        for _ in range(4):
            if not self._is_glue(place):
                return not (0 <= place < len(self.line) and self._free[place] and not self.line[place].isspace())
            place += step
        return False

    def swallow_lonely(self) -> None:
        """Take punctuation that stands between spaces beside something understood ("2u - overleg"), and "en" between two."""
        for match in _AND.finditer(self.line):
            start, end = match.span()
            between = self._is_taken(start - 1, -1) and self._is_taken(end, 1)
            if between and self.is_free(start, end):
                self.take(start, end, "signal")
        for match in _LONELY.finditer(self.line):
            start, end = match.span()
            if self.is_free(start, end) and (self._is_edge(start - 1, -1) or self._is_edge(end, 1)):
                self.take(start, end, "signal")

    def _beside(self, place: int, step: int) -> int | None:
        """The first place from ``place`` on, at most four away, that is no space."""
        for here in range(place, place + 4 * step, step):
            if not 0 <= here < len(self.line):
                return None
            if not self.line[here].isspace():
                return here
        return None

    def _is_taken(self, place: int, step: int) -> bool:
        """Whether what stands beside was understood."""
        beside = self._beside(place, step)
        return beside is not None and not self._free[beside]

    def _is_edge(self, place: int, step: int) -> bool:
        """The same, or the end of the line."""
        beside = self._beside(place, step)
        return beside is None or not self._free[beside]

    def note(self) -> str:
        """What is left, in its order, with single spaces."""
        return note_of(self.line, self.spans)


def note_of(line: str, spans: Iterable[Span]) -> str:
    """The words of ``line`` outside ``spans``: also for a screen on which somebody takes a guess back."""
    left = list(clean(line))
    for span in spans:
        left[span.start : span.end] = " " * (span.end - span.start)
    return " ".join("".join(left).split())
