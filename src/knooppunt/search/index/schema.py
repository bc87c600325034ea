"""What the index holds for each document."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from datetime import UTC
from functools import lru_cache
from importlib.metadata import version as engine_version
from importlib.resources import files

import tantivy

from knooppunt.search.documents import PUBLIC, Document, facet_names, number_names
from knooppunt.search.text.analysis import Analyser
from knooppunt.search.text.fold import composed

VERSION = 5  # of what stands in this file and of what the words of a text become
TITLE, MIDDLE, ALL, EXACT = "title", "middle", "all", "exact"
FAR_FUTURE = 2**62
MOST_BODY = 20_000  # letters; what comes after is not looked up
MOST_STORED = 1_200  # letters of the body kept for snippets
PLACE_DIGITS = 3  # about 100 metres
MOST_COLUMNS = 8
NONE = ""  # what a column holds of a document without a value
HIDDEN = "-public"  # among the audience of what not everybody may find


MORE = "more"


def column_name(facet: str, column: int | str) -> str:
    """A column that a facet is counted in.

    The engine counts a column of exactly one value a document six times faster than one of several values. So the first
    value of a document stands in column 0, the second in column 1, and so on, as many as most documents need (``Columns``);
    a document with less has ``NONE``. The few values that do not fit stand together in the column ``MORE``.
    """
    return f"c_{facet}_{column}"


Columns = Mapping[str, int]  # facet → how many columns it is spread over


class Widths:
    """Learns from documents how many columns each facet needs: as many as 98 of 100 documents have values."""

    def __init__(self) -> None:
        self.documents = 0
        self.sizes: Counter[tuple[str, int]] = Counter()

    def learn(self, document: Document) -> None:
        """Look at one document."""
        self.documents += 1
        self.sizes.update((facet, len(set(values))) for facet, values in document.facets.items())

    def columns(self) -> dict[str, int]:
        """What was learned."""
        return {facet: self._width(facet) for facet in facet_names()}

    def _width(self, facet: str) -> int:
        width, room = 1, self.documents / 50
        while width < MOST_COLUMNS and sum(self.sizes[facet, n] for n in range(width + 1, 100)) > room:
            width += 1
        return width


@lru_cache(maxsize=4)
def _build(facets: tuple[str, ...], numbers: tuple[str, ...]) -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("id", "source", "aud", "place"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("doc", stored=True, indexed=False, fast=False)
    for name in (TITLE, MIDDLE):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    for name in (ALL, EXACT):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    builder.add_float_field("weight", fast=True)
    builder.add_integer_field("due", fast=True, indexed=True)
    for facet in facets:
        builder.add_text_field(f"f_{facet}", tokenizer_name="raw", index_option="basic")
        for column in (*range(MOST_COLUMNS), MORE):
            builder.add_text_field(column_name(facet, column), tokenizer_name="raw", index_option="basic", fast=True)
    for number in numbers:
        builder.add_float_field(f"n_{number}", fast=True, indexed=True)
    return builder.build()


def schema() -> tantivy.Schema:
    """The schema for the sources of this program."""
    return _build(tuple(facet_names()), tuple(number_names()))


@lru_cache(maxsize=1)
def _word_lists() -> str:
    folder = files("knooppunt.search") / "text" / "data"
    texts = [entry.read_bytes() for entry in sorted(folder.iterdir(), key=lambda one: one.name) if entry.is_file()]
    return hashlib.sha256(b"\0".join(texts)).hexdigest()


def signature() -> str:
    """Says which index this program can read: another schema, analysis or engine needs another index."""
    about = [VERSION, engine_version("tantivy"), facet_names(), number_names(), _word_lists()]
    return hashlib.sha256(json.dumps(about).encode()).hexdigest()[:16]


def document_id(source: str, key: str) -> str:
    """How a document is named in the index."""
    return f"{source}:{key}"


def place_token(latitude: float, longitude: float) -> str:
    """A place as it is looked up: "52.370,4.895"."""
    return f"{latitude:.{PLACE_DIGITS}f},{longitude:.{PLACE_DIGITS}f}"


def encode(source: str, document: Document, analyser: Analyser, columns: Columns) -> tantivy.Document:
    """A document as tantivy takes it."""
    title, summary, body = (composed(text) for text in (document.title, document.summary, document.body[:MOST_BODY]))
    (title_tokens, title_words), (body_tokens, body_words) = analyser.both(title), analyser.both(body)
    middle = [analyser.both(text) for text in (summary, *document.keywords)]
    kept = {
        "key": document.key,
        "source": source,
        "title": title,
        "url": document.url,
        "summary": summary,
        "own_id": document.own_id,
        "body": body[:MOST_STORED],
        "keywords": list(document.keywords),
        "bookable": document.bookable,
        "fresh": round(document.freshness, 3),
        "quality": round(document.quality, 3),
        "places": [list(place) for place in document.places],
        "card": dict(document.card),
    }
    due = int(document.changes_at.astimezone(UTC).timestamp()) if document.changes_at else FAR_FUTURE
    values: dict[str, object] = {
        "id": document_id(source, document.key),
        "source": source,
        "aud": list(document.audience) if PUBLIC in document.audience else [*document.audience, HIDDEN],
        "place": sorted({place_token(*place) for place in document.places}),
        "doc": json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode(),
        TITLE: " ".join(title_tokens),
        MIDDLE: " ".join(token for tokens, _words in middle for token in tokens),
        ALL: _apart(title_tokens, *(tokens for tokens, _words in middle), body_tokens),
        EXACT: _apart(title_words, *(words for _tokens, words in middle), body_words),
        "weight": float(document.weight),
        "due": due,
    }
    for facet, count in columns.items():
        chosen = sorted({str(value) for value in document.facets.get(facet, ()) if str(value)})
        if chosen:
            values[f"f_{facet}"] = chosen
        for column in range(count):
            values[column_name(facet, column)] = chosen[column] if column < len(chosen) else NONE
        if len(chosen) > count:
            values[column_name(facet, MORE)] = chosen[count:]
    for number, value in document.numbers.items():
        values[f"n_{number}"] = float(value)
    return tantivy.Document.from_dict(values, schema())


def _apart(*parts: list[str]) -> str:
    """With a gap between the parts, so that no phrase runs from the title into the summary, or from one keyword into the
    next: "medisch specialist" and "hbo-verpleegkundige" are no verpleegkundig specialist.
    """
    return " | | | | | | | ".join(" ".join(part) for part in parts)
