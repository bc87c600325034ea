"""The index as one process reads it: opened once, looked at again whenever a file says that it changed."""

from __future__ import annotations

import threading
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import tantivy

from knooppunt.search.index import schema, store
from knooppunt.search.text.analysis import Analyser
from knooppunt.search.text.spelling import Speller
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
    _speller: Speller | None = None
    _places: list[tuple[str, float, float]] | None = None

    @cached_property
    def size(self) -> int:
        """How many documents there are."""
        return int(self.searcher.num_docs)

    def shows_all(self, audience: Collection[str]) -> bool:
        """Whether who asks may find everything there is, so that no word can give anything away."""
        return any(self.frequency("aud", token) == self.size for token in audience)

    def shows_word(self, word: str, audience: Collection[str]) -> bool:
        """Whether who asks may find a text with this word, or with the parts it is made of."""
        if self.shows_all(audience):
            return True
        mine = tantivy.Query.term_set_query(schema.schema(), "aud", list(audience))
        held = [tantivy.Query.term_query(schema.schema(), schema.ALL, token) for token in self.analyser.flat(word)]
        query = tantivy.Query.boolean_query([(tantivy.Occur.Must, one) for one in (mine, *held)])
        return int(self.searcher.search(query, 1).count) > 0  # type: ignore[attr-defined]

    def speller(self) -> Speller:
        """The words of the index; made at the first typing error."""
        if self._speller is None:
            terms = self.searcher.terms_with_prefix(schema.EXACT, "", None, MOST_WORDS)
            names = [(word, 1) for word in self.synonyms.words]
            self._speller = Speller.of([*names, *terms], self.analyser.lexicon)
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
    generation = store.current()
    folder = store.folder_of(generation)
    try:
        meta, same = (folder / "meta.json").stat(), (folder / "synonyms.json").stat()
    except OSError as error:
        raise store.Missing("the index is not where it should be") from error
    return str(folder), meta.st_mtime_ns, meta.st_ino, same.st_mtime_ns


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
    return Reader(generation, index, searcher, analyser, synonyms, stamp)
