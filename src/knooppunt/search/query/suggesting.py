"""Completing what somebody is typing, and finding what resembles something."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from math import log

from tantivy import Occur, Query

from knooppunt.search.documents import PUBLIC
from knooppunt.search.index import reading, schema, store
from knooppunt.search.index.reading import Reader
from knooppunt.search.query import building, explaining
from knooppunt.search.query.searching import _shown
from knooppunt.search.query.understanding import Meaning
from knooppunt.search.requests import Hit, Request
from knooppunt.search.text.fold import words
from knooppunt.search.text.wordlists import stop_words

LEAST_LETTERS = 2
LEAST_INSIDE = 4  # to look inside words, or for another beginning
MOST_SIMILAR_WORDS = 10  # with 25 it took three times as long, and found much the same
MOST_TEXTS = 5_000  # that a telling word may stand in
TITLES_LOOKED_AT = 40
MOST_READ = 20_000  # texts with the words before the one that is typed


@dataclass(frozen=True)
class Suggestion:
    """A way to go on: a whole question (``url`` empty) or a thing of that title."""

    text: str
    url: str = ""
    count: int = 0


def suggest(prefix: str, *, audience: Collection[str] = (PUBLIC,), limit: int = 8) -> list[Suggestion]:
    """Complete the last word of what was typed, and name things whose title holds it. Empty without an index."""
    typed = list(words(prefix[-200:]))
    if not typed or len(typed[-1].folded) < LEAST_LETTERS:
        return []
    try:
        reader = reading.reader()
        found: list[Suggestion] = store.guarded(
            lambda: _suggest(prefix, [w.pieces for w in typed], audience, limit, reader)
        )
        return found
    except store.Missing:
        return []


def _suggest(
    prefix: str, typed: list[tuple[str, ...]], audience: Collection[str], limit: int, reader: Reader
) -> list[Suggestion]:
    last = typed[-1][-1]
    mine = reader.visible(audience)
    before = [piece for pieces in typed for piece in pieces][:-1]
    context: list[tuple[Occur, Query]] = [
        (Occur.Must, Query.term_query(schema.schema(), schema.EXACT, piece))
        for piece in before
        if piece not in stop_words()
    ]
    narrowed = (
        Query.boolean_query([*(context or [(Occur.Must, Query.all_query())]), *mine]) if context or mine else None
    )
    completed = reader.searcher.terms_with_prefix(schema.EXACT, last, narrowed, limit * 4)
    if not completed and not before and len(last) >= LEAST_INSIDE:
        completed = _guessed(last, audience, limit, reader)
    ranked = sorted(
        ((word, count) for word, count in completed if word not in stop_words() and len(word) > 2),
        key=lambda row: -row[1],
    )
    begun = prefix[: len(prefix) - len(prefix.split()[-1])] if prefix.split() else ""
    written = reader.analyser.lexicon.written
    rows = [Suggestion(f"{begun}{written.get(word, word)}", count=count) for word, count in ranked]
    found = _distinct(rows, reader)[: limit // 2]
    titles = (
        [(Occur.Must, Query.phrase_prefix_query(schema.schema(), schema.EXACT, [*before[-3:], last]))] if before else []
    )
    guessed = {word for word, _count in ranked if not word.startswith(last)}
    if not before:
        stems = dict.fromkeys(reader.analyser.read(next(words(word))).main for word, _count in ranked[:10])
        named = [Query.term_query(schema.schema(), schema.TITLE, stem, "freq") for stem in stems]
        titles = [(Occur.Must, building.any_of(named))]
    query = Query.boolean_query([*titles, *mine])
    for _score, address in reader.searcher.search(query, TITLES_LOOKED_AT, count=False, weight_by_field="weight").hits:
        kept = json.loads(bytes(reader.searcher.doc(address)["doc"][0]))
        pieces = [piece for word in words(kept["title"]) for piece in word.pieces]
        if any(piece.startswith(last) or piece in guessed for piece in pieces) and len(found) < limit:
            found.append(Suggestion(kept["title"], kept["url"]))
    return found


def _guessed(typed: str, audience: Collection[str], limit: int, reader: Reader) -> list[tuple[str, int]]:
    """No word begins so: words that hold it, or else that nearly begin so. Only words of texts that who asks may find."""
    speller = reader.speller()
    found = speller.holding(typed, limit) or speller.going_on(typed, limit)
    return [row for row in found if reader.frequency(schema.EXACT, row[0]) and reader.shows_word(row[0], audience)]


def _distinct(rows: list[Suggestion], reader: Reader) -> list[Suggestion]:
    """One form of each word: not "gesprek" and "gesprekken" below each other."""
    seen: set[str] = set()
    found: list[Suggestion] = []
    for row in rows:
        main = reader.analyser.read(list(words(row.text))[-1]).main
        if main not in seen:
            seen.add(main)
            found.append(row)
    return found


def similar(source: str, key: str, *, audience: Collection[str] = (PUBLIC,), limit: int = 4) -> list[Hit]:
    """Things of the same source with the same telling words, best first; empty when there is no index or no such thing in it."""
    try:
        found: list[Hit] = store.guarded(lambda: _similar(source, key, audience, limit, reading.reader()))
        return found
    except store.Missing:
        return []


def _similar(source: str, key: str, audience: Collection[str], limit: int, reader: Reader) -> list[Hit]:
    itself = Query.term_query(schema.schema(), "id", schema.document_id(source, key), "basic")
    rows = reader.searcher.search(itself, 1, count=False).hits
    if not rows:
        return []
    kept = json.loads(bytes(reader.searcher.doc(rows[0][1])["doc"][0]))
    clauses = _telling(kept, reader)
    if not clauses:
        return []
    # Two telling words in common at least: one is chance.
    alike = Query.boolean_query(clauses, min(2, len(clauses)))
    same = building.only(Query.term_query(schema.schema(), "source", source, "basic"))
    query = Query.boolean_query([(Occur.Must, alike), same, *reader.visible(audience), (Occur.MustNot, itself)])
    found = reader.searcher.search(query, limit, count=False, weight_by_field="weight").hits
    nothing = Meaning([], {}, [], [])
    request = Request(limit=limit, snippets=False)
    hits = [(float(score), address) for score, address in found]
    return _shown(hits, request, reader, explaining.Marker(nothing, reader.analyser), nothing)


def _telling(kept: dict[str, object], reader: Reader) -> list[tuple[Occur, Query]]:
    """The rarest words of its title, summary and topics; those in the title count double."""
    weights: dict[str, float] = {}
    for text, weight in ((kept["title"], 2.0), (" \n ".join(kept["keywords"]), 1.5), (kept["summary"], 1.0)):  # type: ignore[arg-type]
        for token in dict.fromkeys(reader.analyser.tokens(str(text))):
            frequency = reader.frequency(schema.ALL, token)
            if 1 < frequency <= max(2, min(reader.size // 4, MOST_TEXTS)):
                weights[token] = weights.get(token, 0.0) + weight * log(1 + reader.size / frequency)
    best = sorted(weights.items(), key=lambda row: -row[1])[:MOST_SIMILAR_WORDS]
    return [
        (Occur.Should, Query.boost_query(Query.term_query(schema.schema(), schema.ALL, token), weight))
        for token, weight in best
    ]
