"""Many rows at once: the same rows as the ORM would have made."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from knooppunt.core.bulk import Inserter, without_mapping
from knooppunt.core.models import BinBatch, StoredFile

pytestmark = pytest.mark.django_db


def test_rows_are_as_the_orm_would_have_made_them() -> None:
    made = StoredFile.objects.create(sha256="a" * 64, size=1, content_type="text/plain", name="één.txt")

    Inserter(StoredFile, ["name", "size"], same={"sha256": "a" * 64, "content_type": "text/plain"}).insert(
        [("twee.txt", 2), ("drie.txt", 3)]
    )

    rows = list(StoredFile.objects.order_by("size"))
    assert [(row.name, row.size, row.sha256, row.uploaded_by) for row in rows[1:]] == [
        ("twee.txt", 2, made.sha256, None), ("drie.txt", 3, made.sha256, None),
    ]  # fmt: skip
    assert len({row.uuid for row in rows}) == 3
    assert all(abs((row.at - made.at).total_seconds()) < 60 for row in rows)


def test_a_row_that_brings_too_little_is_refused() -> None:
    with pytest.raises(ValueError, match="1 values for 2 columns"):
        Inserter(StoredFile, ["name", "size"]).insert([("een.txt",)])


def test_what_the_database_refuses_is_refused() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Inserter(BinBatch, ["label"]).insert([(None,)])


def test_the_file_is_mapped_again_afterwards() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite maps its file")

    def mapped() -> list[int]:
        with connection.cursor() as cursor:
            return list(cursor.execute("PRAGMA mmap_size").fetchone() or [])

    before = mapped()
    with without_mapping():
        during = mapped()

    assert mapped() == before
    assert during in ([], [0])
