"""What the words of a question may stand for: themselves, their parts, other words for the same, or a typing error."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise

from knooppunt.search.index import schema
from knooppunt.search.index.reading import Reader
from knooppunt.search.query.parsing import Question
from knooppunt.search.text.analysis import JOIN, Reading
from knooppunt.search.text.compounds import alike, left_out_first, little_saying, little_words
from knooppunt.search.text.fold import Word, words

COMMON_SHARE = 0.25  # a word that stands in more texts than this tells little; it need not be there
MOST_ENDINGS = 40
MOST_LOOKED = 500  # words with the same beginning
SURE = 0.5  # of a correction of a word that could be right: one letter
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
    apart: bool = False  # the tokens may stand anywhere in the text


@dataclass
class Term:
    """One word of the question."""

    shown: str
    reading: Reading
    pieces: tuple[str, ...]
    options: list[Option] = field(default_factory=list)
    meant: Reading | None = None  # of the word that was probably meant
    word: Word | None = None

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
    named: bool = False  # its words are a known name together

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


def understand(
    question: Question, reader: Reader, audience: Collection[str], *, doubting: bool = False, guessing: bool = False
) -> Meaning:
    """Look every word up in the index and its word lists. ``doubting``: a compound that no text holds may be a typing
    error, though it is made of known parts: leensvragen for levensvragen. ``guessing``: so may a short word be that takes
    two letters to mend: hospis for hospice.
    """
    kept = [word for word in question.wanted if not reader.analyser.read(word).stop or _is_name(word, question, reader)]
    meaning = Meaning([], {}, [_pieces(row) for row in question.phrases], list(question.unwanted))
    if not kept and not question.phrases and not question.begun:
        # Nothing but stop words: take them literally, so that "hoe dan" is a question and not the whole catalogue.
        meaning.phrases = [word.pieces for word in question.wanted]
        return meaning
    together = {word for pair in pairwise(kept) if _joined_word(*pair, reader) for word in pair}
    terms = [
        _term(word, reader, meaning, audience, mend=word not in together, doubting=doubting, guessing=guessing)
        for word in kept
    ]
    meaning.units = [*_units(terms, reader), *(_begun(word, reader) for word in question.begun)]
    for unit in meaning.units[: len(meaning.units) - len(question.begun)]:
        unit.common = _is_little(unit) or _is_common(unit, reader)
    return meaning


def _is_name(word: Word, question: Question, reader: Reader) -> bool:
    """Whether a stop word is meant as an abbreviation: ALS among other letters, or als and nothing else."""
    if len(question.wanted) > 1 and (not word.loud or all(other.loud for other in question.wanted)):
        return False
    return reader.frequency(schema.ALL, word.pieces[0]) > 0


def _pieces(row: Sequence[Word]) -> tuple[str, ...]:
    return tuple(piece for word in row for piece in word.pieces)


def _term(
    word: Word,
    reader: Reader,
    meaning: Meaning,
    audience: Collection[str],
    *,
    mend: bool,
    doubting: bool,
    guessing: bool,
) -> Term:
    reading = reader.analyser.read(word)
    shown = "-".join(word.pieces)
    # A stop word that is an abbreviation here: only where it is written as one, so not by its letters.
    term = Term(shown, reading, () if reading.stop else word.pieces, _options(reading, shown, reader), word=word)
    is_known = _is_known(reading, word, reader)
    is_new = len(reading.parts) > 1 and not reader.frequency(schema.ALL, reading.main)
    if is_new and reader.speller().is_nearly_whole(word.folded):
        term.options.clear()  # what looks like its parts are none: ziekehuis
        is_known = False
    doubted = is_known and is_new and doubting
    if not mend or (is_known and not doubted):
        return term
    speller = reader.speller()
    for correction in speller.corrections(word.folded) or (speller.unsure(word.folded) if guessing else ()):
        if doubted and correction.sure < SURE:
            continue
        if not reader.shows_word(correction.word, audience):
            continue
        meaning.corrected.setdefault(shown, correction.word)
        found = reader.analyser.read(next(words(correction.word)))
        term.meant = term.meant or found
        boost = BOOST[Way.TYPO] * (0.5 + correction.sure / 2)
        term.options.extend(
            Option(Way.TYPO, option.tokens, correction.word, option.boost * boost)
            for option in _options(found, correction.word, reader)
        )
    return term


def _begun(word: Word, reader: Reader) -> Unit:
    """Every word that begins so, the commonest ones when there are many."""
    found = reader.searcher.terms_with_prefix(schema.EXACT, word.folded, None, None)
    kept = sorted(found, key=lambda row: -row[1])[:MOST_ENDINGS]
    readings = [(known, reader.analyser.read(next(words(known)))) for known, _count in kept]
    options = [Option(Way.ITSELF, (reading.main,), known) for known, reading in readings if not reading.stop]
    return Unit([Term(f"{word.folded}*", reader.analyser.read(word), (), options)])


def _options(reading: Reading, shown: str, reader: Reader) -> list[Option]:
    found = [Option(Way.ITSELF, (reading.main,), shown)]
    if reading.parts:
        lexicon = reader.analyser.lexicon
        written = lexicon.written_parts(shown) or tuple(shown.split("-"))
        found.append(Option(Way.PARTS, reading.parts, " + ".join(written), BOOST[Way.PARTS]))
        for token, word in alike().get(reading.parts[-1], ()):
            parts, other = (*reading.parts[:-1], token), f"{''.join(written[:-1])}{word}"
            found.append(Option(Way.SYNONYM, (JOIN.join(parts),), other, BOOST[Way.SYNONYM]))
            found.append(Option(Way.SYNONYM, parts, other, BOOST[Way.SYNONYM] * BOOST[Way.PARTS]))
    found.extend(Option(Way.ITSELF, (form,), shown, 0.8) for form in reading.forms)
    return found


def relaxed(meaning: Meaning, reader: Reader, *, any_head: bool = False) -> Meaning | None:
    """For when nothing was found: compounds whose parts may stand anywhere, and of those that end in a part that says
    little only what they are about: nabestaanden for nabestaandenzorg. ``any_head``: whatever the last part is. ``None``
    when no word allows it.
    """
    units = [
        replace(unit, terms=[_relaxed_term(term, reader, any_head=any_head) for term in unit.terms])
        for unit in meaning.units
    ]
    if [unit.terms for unit in units] == [unit.terms for unit in meaning.units]:
        return None
    return Meaning(units, meaning.corrected, meaning.phrases, meaning.unwanted)


def unnamed(meaning: Meaning) -> Meaning | None:
    """For when nothing was found: the words of a known name anywhere in a text; ``None`` when there is no such name."""
    if not any(unit.named for unit in meaning.units):
        return None
    units = [replace(unit, named=False) for unit in meaning.units]
    return Meaning(units, meaning.corrected, meaning.phrases, meaning.unwanted)


def eased(meaning: Meaning) -> Meaning | None:
    """For when nothing was found: without the words that say least, if others remain; ``None`` when there are none."""
    first = left_out_first()
    units = [
        replace(unit, common=unit.common or (len(unit.terms) == 1 and unit.terms[0].reading.main in first))
        for unit in meaning.units
    ]
    needed = [unit for unit in units if not unit.common]
    if not needed or len(needed) == len(meaning.needed):
        return None
    return Meaning(units, meaning.corrected, meaning.phrases, meaning.unwanted)


def _relaxed_term(term: Term, reader: Reader, *, any_head: bool) -> Term:
    parts = term.reading.parts
    if term.meant or len(parts) < 2 or len(term.pieces) > 1 or reader.frequency(schema.ALL, term.reading.main):
        return term
    written = reader.analyser.lexicon.written_parts(term.shown)
    options = [Option(Way.PARTS, parts, " + ".join(written), BOOST[Way.TYPO], apart=True)]
    # Another name of a part: hersenmetastasen for uitzaaiingen in de hersenen.
    for place, part in enumerate(parts):
        for other, shown in reader.synonyms.of_phrase((part,)):
            named = (*parts[:place], *other, *parts[place + 1 :])
            others = [*written[:place], shown, *written[place + 1 :]] if len(written) == len(parts) else [shown]
            options.append(Option(Way.SYNONYM, named, " + ".join(others), BOOST[Way.TYPO]))
    if any_head or parts[-1] in little_saying():
        limit = COMMON_SHARE * max(reader.size, COMMON_FROM)
        for size in range(len(parts) - 1, 0, -1):
            token = JOIN.join(parts[:size])
            if 0 < reader.frequency(schema.ALL, token) <= limit:
                shown = "".join(written[:size]) if len(written) == len(parts) else written[0]
                options.append(Option(Way.PARTS, (token,), shown, BOOST[Way.TYPO]))
                break
    return Term(term.shown, term.reading, term.pieces, [*term.options, *options], word=term.word)


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
    named: dict[tuple[int, int], list[Option]] = defaultdict(list)
    for start, end, joined in _joined(terms, reader):
        named[start, end].extend(joined)
    for start, alike_ways in _alike_pairs(flats, reader):
        named[start, start + 2].extend(alike_ways)
    names: set[tuple[int, int]] = set()
    for start, end, others in reader.synonyms.spans(flats):
        named[start, end].extend(_synonym(tokens, shown) for tokens, shown in others)
        names.add((start, end))
    taken: set[int] = set()
    units: dict[int, Unit] = {}
    for (start, end), ways in sorted(named.items(), key=lambda one: (one[0][0] - one[0][1], one[0][0])):
        if taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            units[start] = Unit(terms[start:end], _once(ways), named=(start, end) in names)
        elif end - start == 1:
            terms[start].options.extend(_once(ways))
    for number, term in enumerate(terms):
        if number not in taken:
            units[number] = Unit([term])
    return [units[start] for start in sorted(units)]


def _alike_pairs(flats: Sequence[tuple[str, ...]], reader: Reader) -> Iterator[tuple[int, list[Option]]]:
    """Two words that texts write as one, with another last part: "verzorgen van wonden" and wondzorg."""
    for number, (one, other) in enumerate(pairwise(flats)):
        ways = []
        for first, last in ((one, other), (other, one)):
            for token, word in alike().get(last[-1], ()) if len(last) == 1 else ():
                joined = JOIN.join((*first, token))
                if reader.frequency(schema.ALL, joined):
                    ways.append(_synonym((joined,), _as_written(joined, first[0], reader) or word))
        if ways:
            yield number, ways


def _once(options: list[Option]) -> list[Option]:
    """Each row of tokens once, the first."""
    return list({option.tokens: option for option in reversed(options)}.values())[::-1]


def _joined(terms: list[Term], reader: Reader) -> Iterator[tuple[int, int, list[Option]]]:
    """Two words that the texts write as one: "kosten effectiviteit"."""
    for number, (one, other) in enumerate(pairwise(terms)):
        if one.word and other.word and (joined := _joined_word(one.word, other.word, reader)):
            reading = reader.analyser.read(joined)
            ways = [
                Option(Way.SYNONYM, way.tokens, joined.folded, way.boost)
                for way in _options(reading, joined.folded, reader)
            ]
            names = [_synonym(tokens, shown) for tokens, shown in reader.synonyms.of_phrase(reading.flat)]
            yield number, number + 2, [*ways, *names]


def _joined_word(one: Word, other: Word, reader: Reader) -> Word | None:
    """Two words as one, when some text has it."""
    joined = Word(0, 0, (one.folded + other.folded,))
    main = reader.analyser.read(joined).main
    if reader.frequency(schema.EXACT, joined.folded) or _is_written(joined.folded, main, reader):
        return joined
    return None


def _is_written(word: str, main: str, reader: Reader) -> bool:
    """Whether a text holds some form of a word, and not only a longer word that begins with it."""
    if not reader.frequency(schema.ALL, main):
        return False
    known = reader.searcher.terms_with_prefix(schema.EXACT, word[:-1], None, MOST_ENDINGS)
    return any(reader.analyser.read(next(words(found))).main == main for found, _count in known)


def _as_written(main: str, begin: str, reader: Reader) -> str:
    """The commonest word of the texts that is read so; empty when its beginning is written otherwise."""
    known = reader.searcher.terms_with_prefix(schema.EXACT, begin, None, MOST_LOOKED)
    rows = ((count, word) for word, count in known if reader.analyser.read(next(words(word))).main == main)
    return max(rows, default=(0, ""))[1]


def _synonym(tokens: tuple[str, ...], shown: str) -> Option:
    return Option(Way.SYNONYM, tokens, shown, BOOST[Way.SYNONYM])


def _is_little(unit: Unit) -> bool:
    """A word that hardly narrows anything down here, though few texts may hold it: mensen, zorg."""
    return len(unit.terms) == 1 and unit.terms[0].reading.main in little_words()


def _is_common(unit: Unit, reader: Reader) -> bool:
    if reader.size < COMMON_FROM:
        return False
    limit = COMMON_SHARE * reader.size
    return all(min(reader.frequency(schema.ALL, token) for token in term.reading.flat) > limit for term in unit.terms)
