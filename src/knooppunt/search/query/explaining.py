"""Why something was found: the words that were met, marked in the text, and reasons for a person to read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from knooppunt.search.documents import Bookable
from knooppunt.search.query.understanding import Meaning, Option, Unit, Way
from knooppunt.search.requests import Piece, Reason
from knooppunt.search.text.analysis import Analyser
from knooppunt.search.text.fold import raw_words, word_places

SNIPPET_LETTERS = 220
NEAR_WORDS = 6  # between the words of a row
FRESH, GOOD = 0.8, 0.8


class Marker:
    """Marks the words of one question in any text."""

    def __init__(self, meaning: Meaning, analyser: Analyser) -> None:
        self.analyser = analyser
        self.options = [option for unit in meaning.units for option in unit.options()]
        rows = {frozenset(option.tokens) for option in self.options if len(option.tokens) > 1 and not option.apart}
        self.tokens = {token for option in self.options for token in option.tokens}
        self.single = {
            token for option in self.options if len(option.tokens) == 1 or option.apart for token in option.tokens
        }
        self.rows = [row for row in rows if not row <= self.single]
        self.literal = {piece for row in meaning.phrases for piece in row}
        self._known: dict[str, tuple[frozenset[str], bool]] = {}  # word as written → its tokens, and if it is marked
        self._met: set[str] = set()  # those of them that have anything to do with the question

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where the words of the question stand. A word of a row ("advance care planning") only near the others."""
        if not (self.tokens or self.literal):
            return []
        # Most texts hold none of the words: that is found out from the set of their words, before any place is looked up.
        # It halved the time that a page of hits takes.
        there = set(raw_words(text))
        for word in there - self._known.keys():
            known = self._known[word] = self._read(word)
            if known[0] or known[1]:
                self._met.add(word)
        if self._met.isdisjoint(there):
            return []
        met: list[tuple[int, int, int, frozenset[str]]] = []  # number of the word, from, to, tokens
        marked: set[tuple[int, int]] = set()
        for number, (start, end, word) in enumerate(word_places(text)):
            if word in self._met:
                tokens, is_marked = self._known[word]
                if is_marked:
                    marked.add((start, end))
                met.append((number, start, end, tokens))
        for row in self.rows:
            marked.update(_together(row, met))
        return sorted(marked)

    def _read(self, word: str) -> tuple[frozenset[str], bool]:
        tokens, pieces = self.analyser.of_written(word)
        is_met = not self.single.isdisjoint(tokens) or not self.literal.isdisjoint(pieces)
        return frozenset(self.tokens.intersection(tokens)), is_met

    def tokens_of(self, text: str) -> set[str]:
        """All that a text can be found by."""
        return set(self.analyser.tokens(text)) if self.options else set()


def _together(row: frozenset[str], met: list[tuple[int, int, int, frozenset[str]]]) -> Iterator[tuple[int, int]]:
    """The places of words that together hold a whole row."""
    some = [one for one in met if not row.isdisjoint(one[3])]
    for at, first in enumerate(some):
        near = [one for one in some[at:] if one[0] - first[0] <= NEAR_WORDS]
        if row <= frozenset().union(*(one[3] for one in near)):
            yield from ((start, end) for _number, start, end, _tokens in near)


def pieces(text: str, spans: Sequence[tuple[int, int]]) -> list[Piece]:
    """A text cut in marked and unmarked stretches."""
    found: list[Piece] = []
    at = 0
    for start, end in spans:
        if start > at:
            found.append(Piece(text[at:start]))
        found.append(Piece(text[start:end], marked=True))
        at = end
    if at < len(text):
        found.append(Piece(text[at:]))
    return found


def snippet(texts: Sequence[str], marker: Marker) -> list[Piece]:
    """The stretch with most of the words of the question; the beginning of the first text when there are none."""
    best: tuple[int, int, str, list[tuple[int, int]]] | None = None
    for text in texts:
        spans = marker.spans(text)
        for number, (start, _end) in enumerate(spans):
            inside = [span for span in spans[number:] if span[1] <= start + SNIPPET_LETTERS]
            if best is None or len(inside) > best[0]:
                best = (len(inside), start, text, spans)
        if best is not None:
            break  # the text that stands first is the better one
    if best is None:
        text = next((one for one in texts if one), "")
        return _cut(text, 0, [])
    return _cut(best[2], best[1], best[3])


def _cut(text: str, around: int, spans: Sequence[tuple[int, int]]) -> list[Piece]:
    start = 0
    if len(text) > SNIPPET_LETTERS and around > SNIPPET_LETTERS // 3:
        start = text.rfind(" ", 0, around - SNIPPET_LETTERS // 4) + 1
    end = min(len(text), start + SNIPPET_LETTERS)
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + SNIPPET_LETTERS // 2)
    shown = pieces(text[start:end], [(a - start, b - start) for a, b in spans if a >= start and b <= end])
    return [*([Piece("… ")] if start else []), *shown, *([Piece(" …")] if end < len(text) else [])]


def reasons(kept: dict[str, Any], marker: Marker, meaning: Meaning, distance_km: float | None) -> list[Reason]:
    """Why this was found and stands here, the words first."""
    said = _said(get_language())
    found = [*_words(kept, marker, meaning, said)]
    if (bookable := kept.get("bookable", "")) in _BOOKABLE:
        found.append(Reason(bookable, said[bookable]))
    if kept.get("fresh", 0) >= FRESH:
        found.append(Reason("fresh", said["fresh"]))
    if kept.get("quality", 0) >= GOOD:
        found.append(Reason("quality", said["quality"]))
    if distance_km is not None:
        km = round(distance_km)
        found.append(Reason("near", _("about %(km)d km away") % {"km": km} if km else _("close by")))
    return found


@lru_cache(maxsize=4)
def _said(_language: str | None) -> dict[str, str]:
    """The sentences in the language of the reader, looked up once instead of dozens of times for each page."""
    return {
        "title": _("“%(word)s” in the title"),
        "summary": _("“%(word)s” in the summary"),
        "keyword": _("“%(word)s” as a topic or characteristic"),
        "text": _("“%(word)s” in the text"),
        "synonym": _("“%(found)s” is another word for “%(asked)s”"),
        "typo": _("“%(asked)s” read as “%(found)s”"),
        "phrase": _("“%(word)s” literally"),
        "fresh": _("checked recently"),
        "quality": _("with a quality mark"),
    } | {code: str(words) for code, words in _BOOKABLE.items()}


_BOOKABLE = {
    Bookable.OPEN: gettext_lazy("you can enrol now"),
    Bookable.FUTURE: gettext_lazy("enrolment opens later"),
    Bookable.ON_REQUEST: gettext_lazy("can be requested"),
    Bookable.ALWAYS: gettext_lazy("you can begin at any time"),
    Bookable.PAST: gettext_lazy("has no new dates"),
}


@dataclass
class Field:
    """A part of a document, which is read only when nothing before it was enough."""

    code: str
    marker: Marker
    text: str

    @cached_property
    def tokens(self) -> set[str]:
        """What it can be found by."""
        return self.marker.tokens_of(self.text)


def _words(kept: dict[str, Any], marker: Marker, meaning: Meaning, said: dict[str, str]) -> list[Reason]:
    fields = (
        Field("title", marker, kept["title"]),
        Field("summary", marker, kept["summary"]),
        Field("keyword", marker, "\n".join(kept["keywords"])),
        Field("text", marker, kept["body"]),
    )
    found: list[Reason] = []
    for unit in meaning.units:
        shown = " ".join(term.shown for term in unit.terms)
        if len(unit.terms) > 1 and (code := _met_together(unit, fields)):
            found.append(Reason(code, said[code] % {"word": shown}))
            continue
        met = _met(unit.synonyms if len(unit.terms) > 1 else list(unit.options()), fields)
        if met is None:
            if not unit.common:
                loose = [option.shown for option in unit.options() if option.apart]
                found.append(Reason("text", said["text"] % {"word": loose[0] if loose else shown}))
            continue
        option, code = met
        found.append(Reason(code, said[code] % {"word": option.shown}))
        if option.way is Way.SYNONYM:
            meant = " ".join(meaning.corrected.get(term.shown, term.shown) for term in unit.terms)
            found.append(Reason("synonym", said["synonym"] % {"asked": meant, "found": option.shown}))
        elif option.way is Way.TYPO:
            found.append(Reason("typo", said["typo"] % {"asked": shown, "found": option.shown}))
    found.extend(Reason("phrase", said["phrase"] % {"word": " ".join(row)}) for row in meaning.phrases)
    return found


def _met_together(unit: Unit, fields: Sequence[Field]) -> str:
    """Where all words of a unit stand as they were asked; empty when they do not stand together."""
    rows = [[option for option in term.options if option.way is Way.ITSELF] for term in unit.terms]
    for field in fields:
        if all(any(field.tokens.issuperset(option.tokens) for option in row) for row in rows):
            return field.code
    return ""


def _met(options: Sequence[Option], fields: Sequence[Field]) -> tuple[Option, str] | None:
    """The best way in which a unit is met, in the best place."""
    for field in fields:
        for option in options:
            if all(token in field.tokens for token in option.tokens):
                return option, field.code
    return None
