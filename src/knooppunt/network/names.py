"""Comparing names as people mean them: without capitals, accents and punctuation."""

from __future__ import annotations

import re
import unicodedata

_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ĳ": "ij"})
_NOT_WORD = re.compile(r"[^a-z0-9]+")


def fold(text: str) -> str:
    """``text`` in lower case, without accents, one space between words: "’s-Hertogenbosch" → "s hertogenbosch"."""
    if text.isascii():  # nearly always, and ten times as quick
        return _NOT_WORD.sub(" ", text.lower()).strip()
    plain = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    return _NOT_WORD.sub(" ", "".join(c for c in plain if not unicodedata.combining(c))).strip()


def tidy(text: str) -> str:
    """``text`` without control characters and with single spaces, as a name is kept."""
    if text.isprintable():
        return " ".join(text.split())
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
