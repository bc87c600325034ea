"""Building a generation, and keeping it up to date."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import tantivy

from knooppunt.core import changes
from knooppunt.core.models import Change
from knooppunt.search.documents import Document, Source, label_providers, sources
from knooppunt.search.index import schema, store
from knooppunt.search.models import SynonymLine
from knooppunt.search.text.analysis import Analyser
from knooppunt.search.text.compounds import Lexicon
from knooppunt.search.text.fold import is_other_spelling, pieces_of, raw_words
from knooppunt.search.text.synonyms import Group, own_groups, parse

log = logging.getLogger(__name__)

HEAP_BYTES = 50_000_000
BATCH = 500
LEARN_FROM = 5_000  # documents that the cutting of compounds is learned from
COMMIT_EVERY = 50_000


def groups() -> list[Group]:
    """All synonyms: our own, those of editors and the labels of vocabularies."""
    found = own_groups()
    lines = SynonymLine.objects.values_list("line", flat=True)
    found.extend(group for line in lines if (group := parse(line)))
    for provider in label_providers:
        try:
            found.extend(provider())
        except Exception:  # labels of one vocabulary that cannot be read do not stop the indexing of everything
            log.exception("labels for search could not be read")
    return found


def batches(keys: Iterator[str], size: int = BATCH) -> Iterator[list[str]]:
    """Keys in portions."""
    while portion := list(islice(keys, size)):
        yield portion


class Builder:
    """Builds a generation in small steps, so that who follows the changes can go on meanwhile."""

    def __init__(self) -> None:
        self.generation = store.new_generation()
        self.documents = 0

    def steps(self) -> Iterator[int]:
        """Build; yields the number of documents after each portion. At the end the generation is in use."""
        folder = store.folder_of(self.generation)
        folder.mkdir(parents=True)
        cursor = changes.tip()  # before anything is read: what changes from here on is followed afterwards
        same = groups()
        yield 0
        counts: Counter[str] = Counter()
        spellings: Counter[tuple[str, str]] = Counter()
        widths = schema.Widths()
        for document in _sample():
            here = _words_of(document)
            counts.update({piece for pieces in here.values() for piece in pieces})
            spellings.update(
                (one[0], raw) for raw, one in here.items() if len(one) == 1 and is_other_spelling(raw, one[0])
            )
            widths.learn(document)
            yield 0
        columns = widths.columns()
        lexicon = Lexicon.learn(counts, (label for group in same for label in group.find), spellings)
        analyser = Analyser(lexicon)
        index = tantivy.Index(schema.schema(), str(folder))
        writer = index.writer(HEAP_BYTES, 1)
        since_commit = 0
        for source in sources:
            for keys in batches(iter(source.every_key())):
                for document in source.load(keys):
                    writer.add_document(schema.encode(source.name, document, analyser, columns))
                    self.documents += 1
                    since_commit += 1
                if since_commit >= COMMIT_EVERY:
                    writer.commit()
                    since_commit = 0
                yield self.documents
        writer.commit()
        writer.wait_merging_threads()
        store.write_text(folder / "lexicon.json", lexicon.dump())
        store.write_synonyms(self.generation, same)
        store.write_text(folder / "cursor", str(cursor))
        store.write_text(folder / "about.json", store.About(schema.signature(), self.documents, columns).dump())
        store.put_in_use(self.generation)
        yield self.documents


def build() -> int:
    """Build the index in one go; returns how many documents it holds."""
    builder = Builder()
    for _done in builder.steps():
        pass
    return builder.documents


def _sample() -> Iterator[Document]:
    """About ``LEARN_FROM`` documents of each source, evenly from first to last."""
    for source in sources:
        count = sum(1 for _key in source.every_key())
        step = max(1, count // LEARN_FROM)
        for keys in batches(islice(iter(source.every_key()), 0, None, step)):
            yield from source.load(keys)


def _words_of(document: Document) -> dict[str, tuple[str, ...]]:
    """Each word of a document, in small letters as it is written → its folded pieces."""
    text = "\n".join([document.title, document.summary, *document.keywords, document.body[: schema.MOST_BODY]])
    return {raw: pieces_of(raw) for raw in {raw.lower() for raw in raw_words(text)}}


class Follower:
    """Keeps the generation in use up to date. Holds tantivy's writer; whoever makes one holds ``store.writer_lock``."""

    def __init__(self, generation: str) -> None:
        """Open for writing. Raises ``store.Missing`` when it cannot be used."""
        self.generation = generation
        self.lexicon = store.lexicon(generation)
        self.analyser = Analyser(self.lexicon)
        self.about = store.about(generation)
        self.index = store.open_index(generation)
        self.writer: tantivy.IndexWriter = store.guarded(lambda: self.index.writer(HEAP_BYTES, 1))
        self.changed = 0
        self._cursor = self._read_cursor()

    def _read_cursor(self) -> changes.Cursor:
        try:
            text = (store.folder_of(self.generation) / "cursor").read_text(encoding="utf-8")
            return changes.Cursor.parse(text)
        except (OSError, UnicodeDecodeError, changes.Rebuild) as error:
            raise store.Missing("the index does not say how far it followed the changes") from error

    def follow(self) -> int:
        """Take in what changed since the last time; returns how many documents were written again.

        Raises ``store.Missing`` when the place in the change table is gone or tantivy fails: build another generation.
        """
        try:
            rows, cursor = changes.read(self._cursor)
        except changes.Rebuild as error:
            raise store.Missing("the changes were cleaned away before they were followed") from error
        if not rows:
            return 0
        touched = self._touched(rows)
        for source, keys in touched:
            self._write(source, keys)
        if any(row.kind == SYNONYMS for row in rows):
            store.write_synonyms(self.generation, groups())
        if touched:
            store.guarded(self.writer.commit)
        # After the commit: who is killed in between takes the same changes in once more, which does no harm.
        store.write_text(store.folder_of(self.generation) / "cursor", str(cursor))
        self._cursor = cursor
        return sum(len(keys) for _source, keys in touched)

    def refresh_due(self, now: float) -> int:
        """Write documents again whose moment has come (a course that began); returns how many."""
        self.index.reload()
        searcher = self.index.searcher()
        query = tantivy.Query.range_query(
            schema.schema(), "due", tantivy.FieldType.Integer, upper_bound=int(now), include_upper=True
        )
        found = store.guarded(lambda: searcher.search(query, BATCH, count=False))
        by_source: dict[str, list[str]] = {}
        for _score, address in found.hits:
            name, _, key = read_kept(searcher.doc(address))
            by_source.setdefault(name, []).append(key)
        for name, keys in by_source.items():
            source = sources.get(name)
            if source is not None:
                self._write(source, keys)
        if by_source:
            store.guarded(self.writer.commit)
        return sum(len(keys) for keys in by_source.values())

    def _touched(self, rows: Sequence[Change]) -> list[tuple[Source, list[str]]]:
        found: list[tuple[Source, list[str]]] = []
        for source in sources:
            keys: dict[str, None] = {}
            for kind, which in source.changes.items():
                changed = [row.key for row in rows if row.kind == kind]
                if changed:
                    keys.update(dict.fromkeys(which(changed)))
            if keys:
                found.append((source, list(keys)))
        return found

    def _write(self, source: Source, keys: Iterable[str]) -> None:
        for portion in batches(iter(keys)):
            documents = list(source.load(portion))
            for key in portion:
                self.writer.delete_documents_by_term("id", schema.document_id(source.name, key))
            for document in documents:
                self.writer.add_document(schema.encode(source.name, document, self.analyser, self.about.columns))
            self.changed += len(portion)

    @property
    def has_aged(self) -> bool:
        """Whether so much changed that its word list no longer fits what it holds."""
        return self.changed > max(20, self.about.learned_from // 2)

    def close(self) -> None:
        """Let go of the writer."""
        store.guarded(self.writer.wait_merging_threads)


SYNONYMS = "search.synonyms"  # kind in the change table


def read_kept(document: tantivy.Document) -> tuple[str, str, str]:
    """(source, own identifier, key) of a document as it is kept."""
    kept = json.loads(bytes(document["doc"][0]))
    return kept["source"], kept["own_id"], kept["key"]
