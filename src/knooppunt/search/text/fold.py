"""Letters as they are compared, and text cut into words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

# What NFKD leaves whole. The ligatures are what a word processor makes of two letters.
_SPECIAL = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ø": "o", "Ø": "o", "ł": "l", "đ": "d"}
)
_SUPERSCRIPT = str.maketrans("²³¹⁰⁴₂", "231042")
# A word may hold an apostrophe, a hyphen or an ampersand between two letters: collega's, hbo-v, V&VN.
_WORD = re.compile(r"[^\W_]+(?:[’'`´&\-‐‑–][^\W_]+)*", re.UNICODE)
_JOINERS = re.compile(r"[\-‐‑–]")
_POSSESSIVE = re.compile(r"[’'`´](?:s|en|er|ers|tje|tjes)?$")
_APOSTROPHES = re.compile(r"[’'`´&]")
_NUMBERED = re.compile(r"([^\W\d_]{3,})(\d{1,2})")
MOST_LETTERS = 60  # a longer "word" is no word


@dataclass(frozen=True)
class Word:
    """A word of a text: as it stands there, where, and its folded pieces (more than one when it has hyphens)."""

    start: int
    end: int
    pieces: tuple[str, ...]
    loud: bool = False  # written in capitals: ALS is a disease, als is nothing

    @property
    def folded(self) -> str:
        """The word without its hyphens."""
        return "".join(self.pieces)


def fold(text: str) -> str:
    """Lower case without accents: "Één" → "een", "O²PZ" → "o2pz"."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.translate(_SUPERSCRIPT).translate(_SPECIAL))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).lower()


def composed(text: str) -> str:
    """The text with each accent and its letter as one character: pasted text may hold them apart, which cuts words."""
    return text if text.isascii() or unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def words(text: str) -> Iterator[Word]:
    """The words of a text, in order."""
    for found in _WORD.finditer(text):
        pieces = _pieces(found.group()[:MOST_LETTERS])
        if pieces:
            yield Word(found.start(), found.end(), pieces, is_loud(found.group()))


def is_loud(raw: str) -> bool:
    """Whether it is written in capitals, as abbreviations are."""
    return len(raw) > 1 and raw.isupper()


@lru_cache(maxsize=100_000)
def _pieces(raw: str) -> tuple[str, ...]:
    """ "Collega's" → (collega,), "palliatief-terminale" → (palliatief, terminale), "e-learning" → (elearning,).

    A single letter is no word of its own: it is glued to its neighbour, but for the s of 's-Hertogenbosch, which people
    leave out. A number at the end is one: mbo4 is mbo-4.
    """
    pieces: list[str] = []
    glue = False
    parts = _JOINERS.split(raw)
    if len(parts) > 1 and parts[0] in ("s", "S") and len(parts[1]) > 1:
        del parts[0]
    if numbered := _NUMBERED.fullmatch(parts[-1]):
        parts[-1:] = numbered.groups()
    for part in parts:
        piece = _APOSTROPHES.sub("", _POSSESSIVE.sub("", fold(part)) or fold(part))
        if not piece:
            continue
        short = len(piece) == 1 and not piece.isdigit()
        if pieces and (glue or short):
            pieces[-1] += piece
        else:
            pieces.append(piece)
        glue = short
    return tuple(pieces)


def word_places(text: str) -> Iterator[tuple[int, int, str]]:
    """Each word as it is written there, with where it begins and ends."""
    for found in _WORD.finditer(text):
        yield found.start(), found.end(), found.group()


def raw_words(text: str) -> list[str]:
    """The words of a text as they are written there; ``pieces_of`` folds one."""
    return _WORD.findall(composed(text))


def pieces_of(raw: str) -> tuple[str, ...]:
    """The folded pieces of one written word."""
    return _pieces(raw[:MOST_LETTERS])


def is_other_spelling(raw: str, folded: str) -> bool:
    """Whether this is the whole word with more than plain letters: diëtist, hbo-v; not foto's for foto."""
    return raw != folded and _APOSTROPHES.sub("", _JOINERS.sub("", fold(raw))) == folded


def folded_words(text: str) -> list[str]:
    """The words of a text, folded."""
    return [word.folded for word in words(text)]
