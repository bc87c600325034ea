import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from knooppunt.core import status
from knooppunt.core.models import AppendOnly, StatusChange
from knooppunt.core.status import NewStatus

pytestmark = pytest.mark.django_db
KIND = "sample.book"


def test_history_is_newest_first_and_tells_who_when_and_why(user: Any, django_assert_num_queries) -> None:
    status.record(subject_kind=KIND, subject_id=1, old="", new="op_schema", by=user)
    status.record(subject_kind=KIND, subject_id=1, old="op_schema", new="achter_op_schema", by=user, reason="Ziekte")
    status.record(subject_kind=KIND, subject_id=2, old="", new="behaald", by=user)

    with django_assert_num_queries(1):
        rows = [(row.old, row.new, row.reason, row.by.name) for row in status.history_of(KIND, 1)]

    assert rows == [
        ("op_schema", "achter_op_schema", "Ziekte", "Anna Voorbeeld"),
        ("", "op_schema", "", "Anna Voorbeeld"),
    ]


@pytest.mark.parametrize("things", [1, 3])
def test_latest_of_many_things_takes_one_query(things: int, django_assert_num_queries) -> None:
    for number in range(things):
        status.record(subject_kind=KIND, subject_id=number, old="", new="op_schema", by=None)
        status.record(subject_kind=KIND, subject_id=number, old="op_schema", new="behaald", by=None)

    with django_assert_num_queries(1):
        latest = status.latest_of(KIND, [*range(things), 99])

    assert {number: change.new for number, change in latest.items()} == dict.fromkeys(range(things), "behaald")


def test_latest_follows_the_moment_not_the_order_of_writing() -> None:
    status.record(subject_kind=KIND, subject_id=1, old="", new="behaald", by=None)
    long_ago = timezone.now() - timedelta(days=400)
    status.record(subject_kind=KIND, subject_id=1, old="", new="doorlopend", by=None, act="imported", at=long_ago)

    assert status.latest_of(KIND, [1])[1].new == "behaald"


def test_changes_since_a_moment_for_a_set_of_things() -> None:
    now = timezone.now()
    for days, thing in ((40, 1), (5, 1), (3, 2), (2, 3)):
        status.record(subject_kind=KIND, subject_id=thing, old="", new="x", by=None, at=now - timedelta(days=days))

    found = status.changes_since(KIND, [1, 2], now - timedelta(days=30))

    assert [change.subject_id for change in found] == [2, 1]


def test_nothing_in_python_changes_or_deletes_a_row() -> None:
    change = status.record(subject_kind=KIND, subject_id=1, old="", new="behaald", by=None)

    for attempt in (
        change.save,
        change.delete,
        lambda: StatusChange.objects.update(new="x"),
        lambda: StatusChange.objects.all().delete(),
        lambda: StatusChange.objects.bulk_update([change], ["new"]),
    ):
        with pytest.raises(AppendOnly):
            attempt()


def test_the_database_itself_refuses_an_edit() -> None:
    status.record(subject_kind=KIND, subject_id=1, old="", new="behaald", by=None)

    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE core_statuschange SET new = 'op_schema'")

    assert StatusChange.objects.get().new == "behaald"


def test_postgresql_refuses_a_delete_too() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite Django empties test tables with DELETE")
    status.record(subject_kind=KIND, subject_id=1, old="", new="behaald", by=None)

    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_statuschange")


def test_a_person_who_acted_cannot_be_deleted(user: Any) -> None:
    status.record(subject_kind=KIND, subject_id=1, old="", new="behaald", by=user)

    with pytest.raises(DatabaseError):
        user.delete()


def test_undo_takes_back_one_save_and_tells_what_to_put_back(user: Any) -> None:
    group = uuid.uuid4()
    rows = [NewStatus(1, "", "behaald"), NewStatus(2, "op_schema", "op_schema", act="confirmed")]
    status.record_statuses(subject_kind=KIND, rows=rows, by=user, group=group)

    undone = status.undo_group(group, by=user)

    assert sorted((c.subject_id, c.old, c.new, c.act) for c in undone.applied) == [
        (1, "behaald", "", "undone"),
        (2, "op_schema", "op_schema", "undone"),
    ]
    assert len({c.group for c in undone.applied}) == 1
    assert undone.skipped == []
    assert status.latest_of(KIND, [1])[1].new == ""


def test_undo_leaves_alone_what_somebody_changed_since() -> None:
    group = uuid.uuid4()
    rows = [NewStatus(1, "", "behaald"), NewStatus(2, "", "behaald")]
    status.record_statuses(subject_kind=KIND, rows=rows, by=None, group=group)
    status.record(subject_kind=KIND, subject_id=2, old="behaald", new="achter_op_schema", by=None, reason="Toch niet")

    undone = status.undo_group(group, by=None)

    assert [c.subject_id for c in undone.applied] == [1]
    assert [c.subject_id for c in undone.skipped] == [2]
    assert status.latest_of(KIND, [2])[2].new == "achter_op_schema"


def test_undoing_twice_does_nothing_the_second_time() -> None:
    group = status.record(subject_kind=KIND, subject_id=1, old="", new="behaald", by=None).group
    status.undo_group(group, by=None)

    assert status.undo_group(group, by=None).applied == []
    assert status.history_of(KIND, 1).count() == 2
