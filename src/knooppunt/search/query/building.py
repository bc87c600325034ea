"""From a meaning and filters to a query of the index. Nothing that was typed is ever parsed by the engine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from math import ceil, cos, hypot, radians

import tantivy
from tantivy import Occur, Query

from knooppunt.search.index import schema
from knooppunt.search.index.reading import Reader
from knooppunt.search.query.understanding import Meaning, Option, Term, Unit, Way
from knooppunt.search.requests import Near, Request

IN_TITLE, IN_MIDDLE, AS_WRITTEN = 3.0, 1.2, 0.4
NEAR_EACH_OTHER = 5  # how far the parts of a compound may stand apart, stop words not counted
SYNONYM_SLOP = 3  # the tokens of a compound stand in between
TOGETHER_MOST = 50_000  # texts; with more, looking whether words stand together costs too much
NAME_MOST = 3_000  # the same, for the words of a name
LOOSE_FROM = 3  # words
LOOSE_SHARE = 2 / 3
KM_PER_DEGREE = 111.2
FAR = 1000.0  # kilometres; nothing here is farther away


def any_of(queries: Collection[Query]) -> Query:
    """One of these."""
    found = list(queries)
    if not found:
        return Query.empty_query()
    return found[0] if len(found) == 1 else Query.boolean_query([(Occur.Should, query) for query in found])


def _term(name: str, token: str, boost: float) -> Query:
    option = "position" if name in (schema.ALL, schema.EXACT) else "freq"
    query = Query.term_query(schema.schema(), name, token, option)
    return query if boost == 1.0 else Query.boost_query(query, boost)


def _living(options: Iterable[Option], reader: Reader) -> list[Option]:
    """Those that any text can meet: all their tokens occur."""
    return [option for option in options if all(reader.frequency(schema.ALL, token) for token in option.tokens)]


def _member(option: Option) -> Query:
    """That a text holds this at all."""
    if len(option.tokens) == 1:
        return _term(schema.ALL, option.tokens[0], option.boost)
    if option.apart:
        every = [(Occur.Must, _term(schema.ALL, token, 1.0)) for token in dict.fromkeys(option.tokens)]
        return Query.boost_query(Query.boolean_query(every), option.boost / len(option.tokens))
    slop = SYNONYM_SLOP + len(option.tokens) if option.way is Way.SYNONYM else NEAR_EACH_OTHER
    phrase = Query.phrase_query(schema.schema(), schema.ALL, list(option.tokens), slop)
    return Query.boost_query(phrase, option.boost)


def _better(option: Option, reader: Reader) -> Iterable[Query]:
    """Where it counts more."""
    for name, boost in ((schema.TITLE, IN_TITLE), (schema.MIDDLE, IN_MIDDLE)):
        if not all(reader.frequency(name, token) for token in option.tokens):
            continue
        if len(option.tokens) == 1:
            yield _term(name, option.tokens[0], boost * option.boost)
            continue
        every = Query.boolean_query([(Occur.Must, _term(name, token, 1.0)) for token in dict.fromkeys(option.tokens)])
        yield Query.boost_query(every, boost * option.boost / len(option.tokens))


def _one_term(term: Term, reader: Reader) -> Query:
    """Any of the options, and where they count more.

    What stands in the title, the middle or as it was written stands in ``ALL`` too. For options of one token it is
    therefore enough to ask for any of these, which the engine does three times faster than asking that one must be there.
    """
    options = _living(term.options, reader)
    if not options:
        return Query.empty_query()
    better = [query for option in options for query in _better(option, reader)]
    written = [_term(schema.EXACT, piece, AS_WRITTEN) for piece in term.pieces if reader.frequency(schema.EXACT, piece)]
    held = [_member(option) for option in options]
    is_simple = all(len(option.tokens) == 1 for option in options) and len(term.pieces) == 1
    if is_simple and (not written or any(option.tokens[0] == term.reading.main for option in options)):
        return any_of([*held, *better, *written])
    return Query.boolean_query([(Occur.Must, any_of(held)), *((Occur.Should, query) for query in [*better, *written])])


def _other_names(unit: Unit, reader: Reader) -> list[Option]:
    """The synonyms that can find what its own words do not: not those that hold one of its words themselves."""
    own = {option.tokens[0] for option in unit.terms[0].options if len(option.tokens) == 1 and len(unit.terms) == 1}
    return [option for option in _living(unit.synonyms, reader) if own.isdisjoint(option.tokens)]


def unit_query(unit: Unit, reader: Reader) -> Query:
    """That a text holds these words, or another name for them together."""
    own = _one_term(unit.terms[0], reader)
    if len(unit.terms) > 1:
        every = [(Occur.Must, _one_term(term, reader)) for term in unit.terms]
        if name := _as_name(unit, reader):
            every.append(only(name))
        own = Query.boolean_query(every)
    others = []
    for option in _other_names(unit, reader):
        better = [(Occur.Should, query) for query in _better(option, reader)]
        if len(option.tokens) == 1:
            others.append(Query.boolean_query([(Occur.Should, _member(option)), *better]))
        else:
            others.append(Query.boolean_query([(Occur.Must, _member(option)), *better]))
    # The best of the names counts, not their sum: who repeats itself in other words is not twice as good.
    return Query.disjunction_max_query([own, *others], 0.1) if others else own


def _as_name(unit: Unit, reader: Reader) -> Query | None:
    """That the words of a known name stand near each other: not verpleegkundigen here and a specialist there. ``None`` when
    they are no name, or so common that looking costs too much.
    """
    if not unit.named:
        return None
    tokens: list[str | tuple[int, str]] = [token for term in unit.terms for token in term.flat]
    rarest = min(reader.frequency(schema.ALL, str(token)) for token in tokens)
    if len(set(tokens)) < len(tokens) or rarest > NAME_MOST:
        return None
    return Query.phrase_query(schema.schema(), schema.ALL, tokens, NEAR_EACH_OTHER)


def _holds(unit: Unit, reader: Reader) -> Query:
    """The same texts as ``unit_query`` finds, without what only moves them up: for counting."""
    rows = [_fewest(_living(term.options, reader)) for term in unit.terms]
    if len(rows) == 1:
        return any_of([_member(option) for option in _fewest([*rows[0], *_other_names(unit, reader)])])
    every = [(Occur.Must, any_of([_member(option) for option in row])) for row in rows]
    if name := _as_name(unit, reader):
        every.append((Occur.Must, name))
    own = Query.boolean_query(every)
    return any_of([own, *(_member(option) for option in _other_names(unit, reader))])


def _fewest(options: Sequence[Option]) -> list[Option]:
    """Without those that find nothing beside the others, such as a row of tokens one of which is enough."""
    single = {option.tokens[0] for option in options if len(option.tokens) == 1}
    found: dict[tuple[str, ...], Option] = {}
    for option in options:
        if len(option.tokens) == 1 or single.isdisjoint(option.tokens):
            found.setdefault(option.tokens, option)
    return list(found.values())


def text_query(meaning: Meaning, reader: Reader, *, loose: bool = False, any_word: bool = False) -> Query | None:
    """The words of the question; ``None`` when there are none. ``loose``: two thirds of them are enough."""
    needed = [unit_query(unit, reader) for unit in meaning.needed]
    clauses = _needed(needed, loose=loose, any_word=any_word)
    clauses.extend((Occur.Should, unit_query(unit, reader)) for unit in meaning.units if unit not in meaning.needed)
    clauses.extend((Occur.Must, _literally(pieces)) for pieces in meaning.phrases)
    if together := _together(meaning, reader):
        clauses.append((Occur.Should, together))
    return _all_of(clauses)


def counting_query(meaning: Meaning, reader: Reader, *, loose: bool = False) -> Query | None:
    """Finds what ``text_query`` finds in half the time, without a score that means anything."""
    clauses = _needed([_holds(unit, reader) for unit in meaning.needed], loose=loose)
    clauses.extend((Occur.Must, _literally(pieces)) for pieces in meaning.phrases)
    return _all_of(clauses)


def _needed(units: list[Query], *, loose: bool = False, any_word: bool = False) -> list[tuple[Occur, Query]]:
    if not units or not (any_word or loose):
        return [(Occur.Must, unit) for unit in units]
    least = 1 if any_word else max(1, ceil(len(units) * LOOSE_SHARE))
    return [(Occur.Must, Query.boolean_query([(Occur.Should, unit) for unit in units], least))]


def _all_of(clauses: list[tuple[Occur, Query]]) -> Query | None:
    if len(clauses) == 1:
        return clauses[0][1]
    return Query.boolean_query(clauses) if clauses else None


def _literally(pieces: tuple[str, ...]) -> Query:
    if len(pieces) == 1:
        return _term(schema.EXACT, pieces[0], 1.0)
    return Query.phrase_query(schema.schema(), schema.EXACT, list(pieces), 0)


def _together(meaning: Meaning, reader: Reader) -> Query | None:
    """Words that stand next to each other count for more."""
    mains: list[str | tuple[int, str]] = [term.reading.main for unit in meaning.units for term in unit.terms]
    if not 2 <= len(mains) <= 5 or len(set(mains)) < len(mains):
        return None
    frequencies = [reader.frequency(schema.ALL, str(main)) for main in mains]
    if not all(frequencies) or min(frequencies) > TOGETHER_MOST:
        return None
    return Query.boost_query(Query.phrase_query(schema.schema(), schema.ALL, mains, 2), 1.5)


def unwanted_queries(meaning: Meaning, reader: Reader) -> list[tuple[Occur, Query]]:
    """What must not be in it: the word in any of its forms, or a row of words as they stand."""
    clauses: list[tuple[Occur, Query]] = []
    for row in meaning.unwanted:
        if len(row) == 1 and not (reading := reader.analyser.read(row[0])).stop:
            clauses.append((Occur.MustNot, _term(schema.ALL, reading.main, 1.0)))
        else:
            clauses.append((Occur.MustNot, _literally(tuple(piece for word in row for piece in word.pieces))))
    return clauses


def only(query: Query) -> tuple[Occur, Query]:
    """A filter: it must hold, and does not move the ranking."""
    return Occur.Must, Query.const_score_query(query, 0.0)


def fixed_filters(request: Request, reader: Reader) -> list[tuple[Occur, Query]]:
    """What holds for hits and every facet alike: who asks, which sources, ranges, distance."""
    built = schema.schema()
    clauses = reader.visible(request.audience)
    if request.sources:
        clauses.append(only(Query.term_set_query(built, "source", list(request.sources))))
    for number, (least, most) in request.ranges.items():
        clauses.append(only(range_query(number, least, most, include_upper=True)))
    if request.near is not None:
        tokens = [token for token, km in places_near(request.near, reader).items() if km <= request.near.km]
        clauses.append(only(Query.term_set_query(built, "place", tokens) if tokens else Query.empty_query()))
    return clauses


def range_query(number: str, least: float | None, most: float | None, *, include_upper: bool) -> Query:
    """A number between two bounds."""
    return Query.range_query(
        schema.schema(),
        f"n_{number}",
        tantivy.FieldType.Float,
        lower_bound=None if least is None else float(least),
        upper_bound=None if most is None else float(most),
        include_lower=True,
        include_upper=include_upper or most is None,  # the engine wants it so
    )


def choice_filters(request: Request) -> dict[str, tuple[Occur, Query]]:
    """Facet → the filter that its chosen values make. OR within."""
    built = schema.schema()
    found: dict[str, tuple[Occur, Query]] = {}
    for facet, values in request.filters.items():
        if values:
            found[facet] = only(Query.term_set_query(built, f"f_{facet}", [str(value) for value in values]))
    for facet, names in request.bucket_filters.items():
        buckets = request.buckets.get(facet)
        if buckets is None or not names:
            continue
        chosen = [buckets.buckets[name] for name in names if name in buckets.buckets]
        ranges = [range_query(buckets.number, least, most, include_upper=False) for least, most in chosen]
        found[facet] = only(any_of(ranges))
    return found


def places_near(near: Near, reader: Reader) -> dict[str, float]:
    """Place → how far it is, in kilometres as the crow flies; only those in reach."""
    width = cos(radians(near.latitude)) * KM_PER_DEGREE
    found: dict[str, float] = {}
    for token, latitude, longitude in reader.places():
        km = hypot((latitude - near.latitude) * KM_PER_DEGREE, (longitude - near.longitude) * width)
        if km <= near.km:
            found[token] = km
    return found


def nearest_first(near: Near, reader: Reader) -> Query:
    """What is near, with a score that is higher the nearer it is, in whole kilometres; of several places the nearest."""
    rings: dict[int, list[str]] = defaultdict(list)
    for token, km in places_near(near, reader).items():
        rings[int(km)].append(token)
    scored = [
        Query.boost_query(
            Query.const_score_query(Query.term_set_query(schema.schema(), "place", tokens), 1.0), FAR - km
        )
        for km, tokens in rings.items()
    ]
    return Query.disjunction_max_query(scored, 0.0) if scored else Query.empty_query()
