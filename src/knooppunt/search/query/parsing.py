"""What somebody typed: words, phrases in quotes, and what must not be in it. Anything at all may be typed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knooppunt.search.requests import MOST_LETTERS, MOST_WORDS
from knooppunt.search.text.fold import Word, composed, words

LEAST_BEGUN, MOST_BEGUN = 3, 5  # letters of a beginning, and beginnings in a question
_QUOTES = str.maketrans("“”„‟«»＂", '"' * 7)
_TERM = re.compile(r'(?P<minus>(?:(?<=\s)|^)-)?(?:"(?P<phrase>[^"]*)(?P<closed>"?)|(?P<word>[^\s"]+))')


@dataclass(frozen=True)
class Question:
    """``wanted`` words; ``phrases`` and ``unwanted`` are rows of words that stand next to each other."""

    wanted: tuple[Word, ...] = ()
    phrases: tuple[tuple[Word, ...], ...] = ()
    unwanted: tuple[tuple[Word, ...], ...] = ()
    begun: tuple[Word, ...] = ()  # words that go on anyhow: pijn*
    cut: bool = False  # there was more than we look at

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for (something to leave out is not enough to be a question)."""
        return not (self.wanted or self.phrases or self.unwanted or self.begun)


def parse(text: str) -> Question:
    """Read a question. A quote that is never closed is no quote; a minus inside a word is a hyphen."""
    cut = len(text) > MOST_LETTERS
    text = " ".join(composed(text[:MOST_LETTERS]).translate(_QUOTES).split())
    if text.count('"') % 2:  # the last one has no partner
        before, _, after = text.rpartition('"')
        text = f"{before} {after}"
    wanted: list[Word] = []
    phrases: list[tuple[Word, ...]] = []
    unwanted: list[tuple[Word, ...]] = []
    begun: list[Word] = []
    for found in _TERM.finditer(text):
        row = tuple(words(found["phrase"] if found["word"] is None else found["word"]))
        if not row:
            continue
        if found["minus"]:
            unwanted.append(row)
        elif found["word"] is None:
            phrases.append(row)
        elif _goes_on(found["word"], row):
            begun.append(row[0])
        else:
            wanted.extend(row)
    cut = cut or max(len(wanted), len(phrases), len(unwanted), len(begun)) > MOST_WORDS
    rows = tuple(phrases[:MOST_WORDS]), tuple(unwanted[:MOST_WORDS]), tuple(begun[:MOST_BEGUN])
    return Question(tuple(wanted[:MOST_WORDS]), *rows, cut)


def _goes_on(typed: str, row: tuple[Word, ...]) -> bool:
    """Whether it is a beginning with a star after it, long enough to mean something: pijn*. Other stars mean nothing."""
    return typed.endswith("*") and len(row) == 1 and len(row[0].pieces) == 1 and len(row[0].folded) >= LEAST_BEGUN
