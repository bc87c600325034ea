"""A source of documents in memory, and an index in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from knooppunt.search.documents import Document, Source, same_keys, sources
from knooppunt.search.index import reading, writing


class Shelf:
    """Documents by key; ``build`` makes an index of them."""

    def __init__(self) -> None:
        self.documents: dict[str, Document] = {}

    def put(self, *documents: Document) -> None:
        self.documents.update({document.key: document for document in documents})

    def build(self) -> None:
        writing.build()

    def source(self) -> Source:
        return Source(
            name="shelf",
            changes={"shelf.book": same_keys},
            load=lambda keys: [self.documents[key] for key in keys if key in self.documents],
            every_key=lambda: iter(list(self.documents)),
            facets=("kind", "level"),
            numbers=("start", "price"),
        )


@pytest.fixture
def shelf(tmp_path: Path, settings, db: None) -> Iterator[Shelf]:
    """The only source there is."""
    settings.DATA = tmp_path
    others = {name: sources.get(name) for name in sources.names()}
    for name in others:
        sources.unregister(name)
    mine = Shelf()
    sources.register("shelf", mine.source())
    reading.forget()
    yield mine
    reading.forget()
    sources.unregister("shelf")
    for name, source in others.items():
        assert source is not None
        sources.register(name, source)
