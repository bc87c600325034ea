import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from knooppunt.core import changes
from knooppunt.core.changes import Cursor, Rebuild
from knooppunt.core.models import Change

# Snapshots look at the whole server: a transaction of a test beside this one would hold the readers back.
pytestmark = pytest.mark.alone


def keys(rows: list[Change]) -> list[str]:
    return [row.key for row in rows]


def write(*names: str) -> None:
    with transaction.atomic():
        changes.record("book", names)


def in_thread(work) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_a_note_outside_a_transaction_is_refused(transactional_db: None) -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        changes.record("book", [1])


def test_a_reader_follows_in_pieces_and_a_rolled_back_change_is_never_seen(transactional_db: None) -> None:
    start = changes.tip()
    write("1", "2", "3")
    with transaction.atomic():
        changes.record("book", ["lost"])
        transaction.set_rollback(True)
    with transaction.atomic():
        changes.record("book", ["1"], deleted=True)

    first, cursor = changes.read(start, limit=2)
    second, cursor = changes.read(cursor, limit=2)
    third, again = changes.read(cursor, limit=2)

    assert (keys(first), keys(second), third) == (["1", "2"], ["3", "1"], [])
    assert [row.deleted for row in second] == [False, True]
    assert again == cursor


def test_the_tip_skips_what_was_there_before(transactional_db: None) -> None:
    write("old")
    start = Cursor.parse(str(changes.tip()))
    write("new")

    assert keys(changes.read(start)[0]) == ["new"]


@pytest.mark.parametrize("rows", [1, 3])
def test_reading_takes_two_queries(transactional_db: None, rows: int, django_assert_num_queries) -> None:
    start = changes.tip()
    write(*[str(number) for number in range(rows)])

    with django_assert_num_queries(2):
        assert len(changes.read(start)[0]) == rows


def test_a_transaction_that_commits_late_is_not_missed(shared_database: dict[str, str]) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite one transaction writes at a time: the other waits")
    start = changes.tip()
    noted, go_on = threading.Event(), threading.Event()

    def late() -> None:
        with transaction.atomic():
            changes.record("book", ["late"])  # takes the lower number, in an older transaction
            noted.set()
            go_on.wait(10)

    thread = in_thread(late)
    noted.wait(10)
    write("quick")  # a higher number, committed first

    before, cursor = changes.read(start)
    go_on.set()
    thread.join()
    after, _cursor = changes.read(cursor)

    assert Change.objects.get(key="late").pk < Change.objects.get(key="quick").pk
    assert before == []  # held up until the older transaction has ended …
    assert keys(after) == ["late", "quick"]  # … and then both, in order


def test_a_transaction_that_numbers_late_in_a_savepoint_is_not_missed(shared_database: dict[str, str]) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite one transaction writes at a time: the other waits")
    start = changes.tip()
    begun, go_on = threading.Event(), threading.Event()

    def late() -> None:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_current_xact_id()")  # an old transaction …
            begun.set()
            go_on.wait(10)
            with transaction.atomic():
                changes.record("book", ["late"])  # … that gets a high number, in a savepoint

    thread = in_thread(late)
    begun.wait(10)
    write("quick")
    early, cursor = changes.read(start)
    go_on.set()
    thread.join()
    rest, _cursor = changes.read(cursor)

    assert sorted(keys(early) + keys(rest)) == ["late", "quick"]


def test_a_reader_beside_many_writers_gets_everything_exactly_once(shared_database: dict[str, str]) -> None:
    start, writers, rounds = changes.tip(), 6, 15
    done = threading.Event()
    got: list[str] = []

    def writer(number: int) -> None:
        for step in range(rounds):
            with transaction.atomic():
                changes.record("book", [f"{number}-{step}-a"])
                if step % 3 == 0:
                    done.wait(0.005)  # hold the transaction open for a moment
                changes.record("book", [f"{number}-{step}-b"])

    def reader() -> None:
        cursor = start
        while True:
            last = done.is_set()
            rows, cursor = changes.read(cursor, limit=7)
            got.extend(keys(rows))
            if last and not rows:
                return

    threads = [in_thread(lambda number=number: writer(number)) for number in range(writers)]
    follower = in_thread(reader)
    for thread in threads:
        thread.join()
    done.set()
    follower.join()

    wanted = {f"{number}-{step}-{half}" for number in range(writers) for step in range(rounds) for half in "ab"}
    assert len(got) == len(wanted)
    assert set(got) == wanted


def test_cleaning_takes_the_old_part_and_readers_behind_it_must_rebuild(transactional_db: None) -> None:
    behind = changes.tip()
    write("old")
    _rows, at_mark = changes.read(behind)
    Change.objects.update(at=timezone.now() - timedelta(days=8))
    write("young")

    assert changes.clean(timedelta(days=7)) == 1

    with pytest.raises(Rebuild):
        changes.read(behind)
    assert keys(changes.read(at_mark)[0]) == ["young"]
    assert keys(changes.read(changes.tip())[0]) == []


def test_cleaning_everything_leaves_a_tip_that_can_be_followed(transactional_db: None) -> None:
    write("old")
    Change.objects.update(at=timezone.now() - timedelta(days=8))
    changes.clean(timedelta(days=7))
    start = changes.tip()
    write("new")

    assert keys(changes.read(start)[0]) == ["new"]


def test_cleaning_stops_at_the_first_young_row_even_when_an_older_one_comes_after(transactional_db: None) -> None:
    start = changes.tip()
    write("young")
    write("old")
    Change.objects.filter(key="old").update(at=timezone.now() - timedelta(days=8))

    assert changes.clean(timedelta(days=7)) == 0
    assert keys(changes.read(start)[0]) == ["young", "old"]


def test_after_a_restore_every_reader_rebuilds(transactional_db: None) -> None:
    before = changes.tip()

    changes.reset()

    with pytest.raises(Rebuild):
        changes.read(before)
    assert changes.read(changes.tip())[0] == []


@pytest.mark.parametrize("text", ["", "x/1/2", "rubbish", "4b5ad3a0-67a9-4d43-8b4f-47b2a1b9a4c6/one/2"])
def test_a_damaged_cursor_means_rebuild(text: str) -> None:
    with pytest.raises(Rebuild):
        Cursor.parse(text)
