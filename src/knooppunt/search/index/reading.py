"""The index as one process reads it: opened once, looked at again whenever a file says that it changed."""

from __future__ import annotations

import os
import threading
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import tantivy
from django.conf import settings
from tantivy import Occur, Query

from knooppunt.search.documents import PUBLIC
from knooppunt.search.index import schema, store
from knooppunt.search.text import spelling
from knooppunt.search.text.analysis import Analyser
from knooppunt.search.text.compounds import own_parts
from knooppunt.search.text.spelling import Speller
from knooppunt.search.text.stemmer import stem
from knooppunt.search.text.synonyms import Synonyms

MOST_WORDS = 300_000  # of the index, for typing errors


@dataclass
class Reader:
    """One state of the index."""

    generation: str
    index: tantivy.Index
    searcher: tantivy.Searcher
    analyser: Analyser
    synonyms: Synonyms
    stamp: tuple[object, ...]
    spread: schema.Columns
    kept: dict[object, Any] = field(default_factory=dict)  # answers that hold as long as this state of the index
    _columns: dict[str, list[str]] = field(default_factory=dict)
    _speller: Speller | None = None
    _places: list[tuple[str, float, float]] | None = None

    @cached_property
    def size(self) -> int:
        """How many documents there are."""
        return int(self.searcher.num_docs)

    def visible(self, audience: Collection[str]) -> list[tuple[Occur, Query]]:
        """The clauses that keep out what who asks may not find; none when there is no such thing."""
        built = schema.schema()
        if PUBLIC not in audience:
            return [(Occur.Must, Query.const_score_query(Query.term_set_query(built, "aud", list(audience)), 0.0))]
        if not self.frequency("aud", schema.HIDDEN):
            return []
        # Nearly everything is public: leaving out the little that is not costs less than looking all of it up.
        hidden = Query.term_query(built, "aud", schema.HIDDEN, "basic")
        others = [token for token in audience if token != PUBLIC]
        if others:
            mine = Query.term_set_query(built, "aud", others)
            hidden = Query.boolean_query([(Occur.Must, hidden), (Occur.MustNot, mine)])
        return [(Occur.MustNot, hidden)]

    def shows_word(self, word: str, audience: Collection[str]) -> bool:
        """Whether who asks may find a text with this word, or with the parts it is made of."""
        kept_out = self.visible(audience)
        if not kept_out:
            return True
        held = [Query.term_query(schema.schema(), schema.ALL, token) for token in self.analyser.flat(word)]
        if not held:
            return False
        query = Query.boolean_query([*((Occur.Must, one) for one in held), *kept_out])
        return int(self.searcher.search(query, 1).count) > 0  # type: ignore[attr-defined]

    def columns(self, facet: str) -> list[str]:
        """The columns of a facet that hold anything."""
        found = self._columns.get(facet)
        if found is None:
            names = [schema.column_name(facet, one) for one in (*range(self.spread.get(facet, 0)), schema.MORE)]
            found = self._columns[facet] = [name for name in names if self._holds_values(name)]
        return found

    def _holds_values(self, column: str) -> bool:
        return any(term != schema.NONE for term, _n in self.searcher.terms_with_prefix(column, "", None, 2))

    def speller(self) -> Speller:
        """The words of the index; made at the first typing error."""
        if self._speller is None:
            terms = self.searcher.terms_with_prefix(schema.EXACT, "", None, MOST_WORDS)
            names = [(word, 1) for word in self.synonyms.words]
            # A word that only stands in compounds is known as well: katheter, of katheterzorg.
            long = (word for word in own_parts() if len(word) > spelling.SHORT)
            parts = [(word, count) for word in long if (count := self.frequency(schema.ALL, stem(word)))]
            self._speller = Speller.of([*names, *parts, *terms], self.analyser.lexicon)
        return self._speller

    def places(self) -> list[tuple[str, float, float]]:
        """Every place where something happens: (token, latitude, longitude)."""
        if self._places is None:
            found: list[tuple[str, float, float]] = []
            for token, _count in self.searcher.terms_with_prefix("place", "", None, None):
                latitude, _, longitude = token.partition(",")
                found.append((token, float(latitude), float(longitude)))
            self._places = found
        return self._places

    def frequency(self, name: str, term: str) -> int:
        """How many documents hold a term."""
        return int(self.searcher.doc_freq(name, term))


_lock = threading.Lock()
_reader: Reader | None = None


def reader() -> Reader:
    """The index as it is now. Raises ``store.Missing`` when there is none that can be read."""
    global _reader
    known = _reader
    stamp = _stamp()
    if known is not None and known.stamp == stamp:
        return known
    with _lock:
        known = _reader
        if known is None or known.stamp != stamp:
            _reader = _open(stamp, known)
        assert _reader is not None
        return _reader


def forget() -> None:
    """Close it; the next question opens it anew."""
    global _reader
    _reader = None


def state() -> object:
    """A value that differs after every change of the index: what was made from it is then out of date."""
    try:
        return _stamp()
    except store.Missing:
        return None


def _stamp() -> tuple[object, ...]:
    folder = os.path.join(settings.DATA, "search", store.current())  # no Path: each question asks this three times
    try:
        meta, same = os.stat(f"{folder}/meta.json"), os.stat(f"{folder}/synonyms.json")
    except OSError as error:
        raise store.Missing("the index is not where it should be") from error
    return folder, meta.st_mtime_ns, meta.st_ino, same.st_mtime_ns


def _open(stamp: tuple[object, ...], known: Reader | None) -> Reader:
    """Open, or only look again when it is the same generation: words already read stay known."""
    generation = store.current()
    if known is not None and known.stamp[0] == stamp[0]:
        index, analyser = known.index, known.analyser
        store.guarded(index.reload)
        synonyms = known.synonyms if known.stamp[3] == stamp[3] else Synonyms.of(store.synonyms(generation), analyser)
    else:
        index = store.open_index(generation)
        analyser = Analyser(store.lexicon(generation))
        synonyms = Synonyms.of(store.synonyms(generation), analyser)
    searcher = store.guarded(index.searcher)
    return Reader(generation, index, searcher, analyser, synonyms, stamp, store.about(generation).columns)
