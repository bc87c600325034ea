"""After an erasure every index is built anew: nothing of the person is left in its files, not even marked as gone."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from knooppunt.core import persons
from knooppunt.network.models import Contact
from knooppunt.search.api import Document, Request, search
from knooppunt.search.documents import Source, same_keys, sources
from knooppunt.search.index import reading, store
from knooppunt.search.index.indexer import Indexer

pytestmark = [pytest.mark.alone, pytest.mark.django_db(transaction=True)]


def _turns(indexer: Indexer) -> None:
    for _turn in range(200):
        try:
            if not indexer.turn():
                return
        except store.Missing as reason:
            indexer._begin_building(str(reason))


def _bytes_with(folder: Path, needle: bytes) -> list[str]:
    """Files whose bytes hold a word, in any case: of the index, of its lists for typing errors, of its locks."""
    return [str(path) for path in folder.rglob("*") if path.is_file() and needle in path.read_bytes().lower()]


def test_an_erased_person_is_gone_from_the_index_and_its_old_files(tmp_path: Path, settings: object) -> None:
    settings.DATA = tmp_path  # type: ignore[attr-defined]
    contact = Contact.objects.create(name="Zoë Plantenga", email="zoe@planted.example")
    others = {name: sources.get(name) for name in sources.names()}
    for name in others:
        sources.unregister(name)
    sources.register("people", Source(
        name="people", changes={"network.contact": same_keys},
        load=lambda keys: [Document(key=str(one.pk), title=one.name) for one in Contact.objects.filter(pk__in=keys)],
        every_key=lambda: iter([str(pk) for pk in Contact.objects.values_list("pk", flat=True)]),
    ))  # fmt: skip
    reading.forget()
    try:
        indexer = Indexer(threading.Event())
        _turns(indexer)
        assert [hit.key for hit in search(Request(text="plantenga")).hits] == [str(contact.pk)]
        old = store.folder_of(store.current())
        assert _bytes_with(tmp_path, b"plantenga")

        persons.erase_person(persons.person_of_row(contact), by=None)
        _turns(indexer)

        reading.forget()
        assert search(Request(text="plantenga")).hits == []
        assert store.folder_of(store.current()) != old
        assert not old.exists() or not any(old.glob("*.store"))
        assert _bytes_with(tmp_path, b"plantenga") == []
    finally:
        reading.forget()
        sources.unregister("people")
        for name, source in others.items():
            assert source is not None
            sources.register(name, source)
