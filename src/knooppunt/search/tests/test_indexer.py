"""The index follows what changes, and heals itself."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone

from knooppunt.core import changes
from knooppunt.search.api import Document, Request, State, search
from knooppunt.search.index import reading, schema, store
from knooppunt.search.index.indexer import Indexer
from knooppunt.search.tests.conftest import Shelf

pytestmark = pytest.mark.alone  # on PostgreSQL, a transaction of another test would hold the reader of changes back


@pytest.fixture
def indexer(transactional_db: None, shelf: Shelf) -> Indexer:
    return Indexer(threading.Event())


def turns(indexer: Indexer, most: int = 200) -> None:
    """What the loop of the process does, until there is nothing left to do."""
    for _turn in range(most):
        try:
            if not indexer.turn():
                return
        except store.Missing as reason:
            indexer._begin_building(str(reason))


def changed(*keys: str) -> None:
    with transaction.atomic():
        changes.record("shelf.book", keys)


def found(text: str = "") -> list[str]:
    return sorted(hit.key for hit in search(Request(text=text)).hits)


def test_an_index_appears_by_itself_and_follows_every_change(indexer: Indexer, shelf: Shelf) -> None:
    shelf.put(Document(key="1", title="Pijn"))
    turns(indexer)
    assert found() == ["1"]

    shelf.put(Document(key="1", title="Rouw"), Document(key="2", title="Pijn"))
    changed("1", "2")
    turns(indexer)
    assert (found("pijn"), found("rouw")) == (["2"], ["1"])

    del shelf.documents["2"]
    changed("2")
    turns(indexer)
    assert found() == ["1"]


def test_a_change_that_was_taken_in_but_not_noted_is_taken_in_once_more(indexer: Indexer, shelf: Shelf) -> None:
    shelf.put(Document(key="1", title="Pijn"))
    turns(indexer)
    before = (store.folder_of(store.current()) / "cursor").read_text()
    shelf.put(Document(key="2", title="Pijn"))
    changed("2")
    turns(indexer)
    (store.folder_of(store.current()) / "cursor").write_text(before)  # as when killed between commit and note
    indexer.follower = None

    turns(indexer)

    assert found() == ["1", "2"]


def test_a_course_that_begins_is_read_again_without_a_change(indexer: Indexer, shelf: Shelf) -> None:
    shelf.put(Document(key="1", title="Pijn", bookable="open", changes_at=timezone.now()))
    turns(indexer)
    shelf.put(Document(key="1", title="Pijn", bookable="past"))
    indexer.next_refresh = 0

    turns(indexer)

    assert [reason.code for reason in search(Request(text="pijn")).hits[0].reasons] == ["title", "past"]


@pytest.mark.parametrize("what", ["all", "current", "about.json", "lexicon.json", "cursor", "meta.json"])
def test_what_is_deleted_is_built_again(indexer: Indexer, shelf: Shelf, what: str) -> None:
    shelf.put(Document(key="1", title="Pijn"))
    turns(indexer)
    if what == "all":
        shutil.rmtree(store.root())
    elif what == "current":
        (store.root() / what).unlink()
    else:
        (store.folder_of(store.current()) / what).unlink()
    indexer.follower = None
    reading.forget()

    assert search(Request()).state in {State.UNAVAILABLE, State.READY}
    turns(indexer)

    assert found() == ["1"]


def test_the_web_answers_while_the_index_is_gone_and_a_running_indexer_notices(indexer: Indexer, shelf: Shelf) -> None:
    shelf.put(Document(key="1", title="Pijn"))
    turns(indexer)
    assert found() == ["1"]
    shutil.rmtree(store.root())

    assert search(Request(text="pijn")).state is State.UNAVAILABLE
    turns(indexer)

    assert found() == ["1"]


@pytest.mark.parametrize("damage", ["garbage", "truncated"])
@pytest.mark.parametrize("ending", [".store", ".term", ".idx", ".fast"])
def test_a_damaged_file_is_seen_by_its_checksum(indexer: Indexer, shelf: Shelf, ending: str, damage: str) -> None:
    shelf.put(*(Document(key=str(n), title=f"Pijn {n}", body="zorg " * 50) for n in range(50)))
    turns(indexer)
    (path,) = [file for file in store.folder_of(store.current()).iterdir() if file.suffix == ending]
    good = path.read_bytes()
    broken = good[: len(good) // 2] if damage == "truncated" else bytes([good[0] ^ 0xFF]) + good[1:]
    path.unlink()  # a new file: what is mapped in memory must not shrink under this very process
    path.write_bytes(broken)
    before = store.current()
    indexer.follower = None
    reading.forget()

    assert search(Request(text="pijn")).state in set(State)
    turns(indexer)

    assert store.current() != before
    assert len(search(Request(text="pijn", limit=100)).hits) == 50


def test_another_version_of_the_analysis_builds_another_index(indexer: Indexer, shelf: Shelf, monkeypatch) -> None:
    shelf.put(Document(key="1", title="Pijn"))
    turns(indexer)
    before = store.current()
    monkeypatch.setattr("knooppunt.search.index.schema.VERSION", schema.VERSION + 1)
    indexer.follower = None
    reading.forget()

    assert search(Request()).state is State.UNAVAILABLE
    turns(indexer)

    assert store.current() != before
    assert found() == ["1"]


def test_a_place_in_the_changes_that_was_cleaned_away_means_building_anew(indexer: Indexer, shelf: Shelf) -> None:
    shelf.put(Document(key="1", title="Pijn"))
    turns(indexer)
    shelf.put(Document(key="2", title="Pijn"))
    changed("2")
    changes.reset()

    turns(indexer)

    assert found() == ["1", "2"]


def test_the_old_index_stays_true_while_the_new_one_is_made(indexer: Indexer, shelf: Shelf) -> None:
    shelf.put(Document(key="1", title="Pijn"))
    turns(indexer)
    store.ask_rebuild("asked by a test")
    indexer.turn()
    shelf.put(Document(key="2", title="Pijn"))
    changed("2")

    indexer.turn()

    assert indexer.building is not None
    assert found() == ["1", "2"]
    turns(indexer)
    assert found() == ["1", "2"]


def test_two_data_folders_on_one_database_each_keep_their_own_index(
    indexer: Indexer, shelf: Shelf, settings, tmp_path: Path
) -> None:
    other = Indexer(threading.Event())
    homes = {indexer: tmp_path / "one", other: tmp_path / "two"}
    for number in range(6):
        shelf.put(Document(key=str(number), title="Pijn"))
        changed(str(number))
        for one, home in homes.items():
            if number % 2 == 0 or one is indexer:  # the second machine stands still now and then
                settings.DATA = home
                turns(one)
    settings.DATA = homes[other]
    turns(other)

    for home in homes.values():
        settings.DATA = home
        reading.forget()
        assert found() == ["0", "1", "2", "3", "4", "5"]


def test_only_one_process_writes(shelf: Shelf) -> None:
    with store.writer_lock() as mine, store.writer_lock() as other:
        assert (mine, other) == (True, False)


def test_many_threads_read_while_one_writes(indexer: Indexer, shelf: Shelf) -> None:
    shelf.put(*(Document(key=str(n), title="Pijn") for n in range(20)))
    turns(indexer)
    stop, wrong = threading.Event(), []

    def read() -> None:
        while not stop.is_set():
            results = search(Request(text="pijn"))
            if results.state is not State.READY or results.total < 20:
                wrong.append(results)

    readers = [threading.Thread(target=read) for _number in range(3)]
    for thread in readers:
        thread.start()
    for number in range(20, 26):
        shelf.put(Document(key=str(number), title="Pijn"))
        changed(str(number))
        turns(indexer)
    stop.set()
    for thread in readers:
        thread.join()

    assert wrong == []
    assert search(Request(text="pijn")).total == 26
