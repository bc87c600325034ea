"""What the words of a question may stand for: themselves, their parts, other words for the same, or a typing error."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from knooppunt.search.index import schema
from knooppunt.search.index.reading import Reader
from knooppunt.search.query.parsing import Question
from knooppunt.search.text.analysis import Reading
from knooppunt.search.text.fold import Word, words

COMMON_SHARE = 0.25  # a word that stands in more texts than this tells little; it need not be there
MOST_ENDINGS = 40
COMMON_FROM = 20  # texts; below that nothing can be called common


class Way(StrEnum):
    """How a word of the question is met."""

    ITSELF = "word"
    PARTS = "parts"
    SYNONYM = "synonym"
    TYPO = "typo"


BOOST = {Way.ITSELF: 1.0, Way.PARTS: 0.85, Way.SYNONYM: 0.7, Way.TYPO: 0.6}


@dataclass(frozen=True)
class Option:
    """One way: a row of tokens that stand near each other (often a single one)."""

    way: Way
    tokens: tuple[str, ...]
    shown: str
    boost: float = 1.0


@dataclass
class Term:
    """One word of the question."""

    shown: str
    reading: Reading
    pieces: tuple[str, ...]
    options: list[Option] = field(default_factory=list)
    meant: Reading | None = None  # of the word that was probably meant

    @property
    def flat(self) -> tuple[str, ...]:
        """Its parts, as it was probably meant."""
        return (self.meant or self.reading).flat


@dataclass
class Unit:
    """Words that are looked for together: one word, or several that have another name together."""

    terms: list[Term]
    synonyms: list[Option] = field(default_factory=list)
    common: bool = False

    def options(self) -> Iterator[Option]:
        """All ways of all its words."""
        for term in self.terms:
            yield from term.options
        yield from self.synonyms


@dataclass
class Meaning:
    """What a question was understood as."""

    units: list[Unit]
    corrected: dict[str, str]
    phrases: list[tuple[str, ...]]
    unwanted: list[tuple[Word, ...]]

    @property
    def needed(self) -> list[Unit]:
        """The units that must be there; all of them when none says more than the others."""
        return [unit for unit in self.units if not unit.common] or self.units

    @property
    def is_empty(self) -> bool:
        """Whether everything is meant."""
        return not (self.units or self.phrases)


def understand(question: Question, reader: Reader, audience: Collection[str]) -> Meaning:
    """Look every word up in the index and its word lists."""
    kept = [word for word in question.wanted if not reader.analyser.read(word).stop]
    meaning = Meaning([], {}, [_pieces(row) for row in question.phrases], list(question.unwanted))
    if not kept and not question.phrases and not question.begun:
        # Nothing but stop words: take them literally, so that "hoe dan" is a question and not the whole catalogue.
        meaning.phrases = [word.pieces for word in question.wanted]
        return meaning
    terms = [_term(word, reader, meaning, audience) for word in kept]
    meaning.units = [*_units(terms, reader), *(_begun(word, reader) for word in question.begun)]
    for unit in meaning.units[: len(meaning.units) - len(question.begun)]:
        unit.common = _is_common(unit, reader)
    return meaning


def _pieces(row: Sequence[Word]) -> tuple[str, ...]:
    return tuple(piece for word in row for piece in word.pieces)


def _term(word: Word, reader: Reader, meaning: Meaning, audience: Collection[str]) -> Term:
    reading = reader.analyser.read(word)
    shown = "-".join(word.pieces)
    term = Term(shown, reading, word.pieces, _options(reading, shown))
    if _is_known(reading, word, reader):
        return term
    for correction in reader.speller().corrections(word.folded):
        if not reader.shows_word(correction.word, audience):
            continue
        meaning.corrected.setdefault(shown, correction.word)
        found = reader.analyser.read(next(words(correction.word)))
        term.meant = term.meant or found
        boost = BOOST[Way.TYPO] * (0.5 + correction.sure / 2)
        term.options.extend(
            Option(Way.TYPO, option.tokens, correction.word, option.boost * boost)
            for option in _options(found, correction.word)
        )
    return term


def _begun(word: Word, reader: Reader) -> Unit:
    """Every word that begins so, the commonest ones when there are many."""
    found = reader.searcher.terms_with_prefix(schema.EXACT, word.folded, None, None)
    kept = sorted(found, key=lambda row: -row[1])[:MOST_ENDINGS]
    readings = [(known, reader.analyser.read(next(words(known)))) for known, _count in kept]
    options = [Option(Way.ITSELF, (reading.main,), known) for known, reading in readings if not reading.stop]
    return Unit([Term(f"{word.folded}*", reader.analyser.read(word), (), options)])


def _options(reading: Reading, shown: str) -> list[Option]:
    found = [Option(Way.ITSELF, (reading.main,), shown)]
    if reading.parts:
        found.append(Option(Way.PARTS, reading.parts, shown, BOOST[Way.PARTS]))
    found.extend(Option(Way.ITSELF, (form,), shown, 0.8) for form in reading.forms)
    return found


def _is_known(reading: Reading, word: Word, reader: Reader) -> bool:
    if reader.frequency(schema.ALL, reading.main):
        return True
    if any(reader.frequency(schema.EXACT, piece) for piece in word.pieces) and len(word.pieces) == 1:
        return True
    if any(reader.frequency(schema.ALL, form) for form in reading.forms):
        return True
    if reading.parts and all(reader.frequency(schema.ALL, part) for part in reading.parts):
        return True
    return bool(reader.synonyms.of_phrase(reading.flat))


def _units(terms: list[Term], reader: Reader) -> list[Unit]:
    """Group words that have another name together (the longest first), and give every word its own other names."""
    flats = [term.flat for term in terms]
    spans = sorted(
        [*reader.synonyms.spans(flats), *_joined(terms, reader)], key=lambda span: (span[0] - span[1], span[0])
    )
    taken: set[int] = set()
    units: dict[int, Unit] = {}
    for start, end, others in spans:
        if taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            units[start] = Unit(terms[start:end], [_synonym(tokens, shown) for tokens, shown in others])
        elif end - start == 1:
            terms[start].options.extend(_synonym(tokens, shown) for tokens, shown in others)
    for number, term in enumerate(terms):
        if number not in taken:
            units[number] = Unit([term])
    return [units[start] for start in sorted(units)]


def _joined(terms: list[Term], reader: Reader) -> Iterator[tuple[int, int, list[tuple[tuple[str, ...], str]]]]:
    """Two words that the texts write as one: "kosten effectiviteit"."""
    for number, (one, other) in enumerate(pairwise(terms)):
        joined = "".join([*one.pieces, *other.pieces])
        if reader.frequency(schema.EXACT, joined):
            main = reader.analyser.read(next(words(joined))).main
            yield number, number + 2, [((main,), joined), *reader.synonyms.of_phrase(one.flat + other.flat)]


def _synonym(tokens: tuple[str, ...], shown: str) -> Option:
    return Option(Way.SYNONYM, tokens, shown, BOOST[Way.SYNONYM])


def _is_common(unit: Unit, reader: Reader) -> bool:
    if reader.size < COMMON_FROM:
        return False
    limit = COMMON_SHARE * reader.size
    return all(min(reader.frequency(schema.ALL, token) for token in term.reading.flat) > limit for term in unit.terms)
