"""What a database file still holds of rows that are gone: nothing, after the job that an erasure asks for."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseWrapper

from knooppunt.core import jobs, persons
from knooppunt.core.models import Job
from knooppunt.core.persons.remains import clear_remains
from knooppunt.network.models import Contact, HubContact
from knooppunt.network.tests.factories import HubFactory


@pytest.mark.django_db(transaction=True)
def test_an_erasure_asks_the_database_to_clear_what_remains_and_both_databases_do() -> None:
    contact = Contact.objects.create(name="Zoe Plantenga", email="zoe@planted.example", sort_name="zoe plantenga")
    HubContact.objects.create(hub=HubFactory.create(), contact=contact, notes="Zoe Plantenga komt graag.")

    persons.erase_person(persons.person_of_row(contact), by=None)

    (asked,) = Job.objects.filter(name="core.clear_remains")
    assert {"network.contact", "network.hubcontact"} <= set(asked.args["labels"])
    assert "plantenga" not in str(asked.args).lower()
    assert jobs.definition_of("core.clear_remains") is clear_remains
    told = clear_remains.function(**asked.args)
    if connection.vendor == "postgresql":
        assert told == f"{len(asked.args['labels'])} tables"
        with connection.cursor() as cursor:
            cursor.execute("SELECT n_dead_tup FROM pg_stat_all_tables WHERE relname = 'network_hubcontact'")
            assert cursor.fetchone() == (0,)
    else:
        assert told == "log emptied"


def test_erasing_nobody_asks_for_nothing(db: None) -> None:
    persons.erase_person(persons.person_of_mailbox("niemand@nergens.example"), by=None)

    assert not Job.objects.filter(name="core.clear_remains").exists()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="about the file and the log of SQLite")
def test_the_file_of_sqlite_and_its_log_hold_no_byte_of_a_row_that_went(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a file of its own with the options of the installation: tests themselves run in memory."""
    where = tmp_path / "los.sqlite3"
    own = DatabaseWrapper({**connection.settings_dict, "NAME": str(where)}, alias="los")
    monkeypatch.setattr("knooppunt.core.persons.remains.connection", own)

    def files_with_the_name() -> list[str]:
        return sorted(path.name for path in tmp_path.iterdir() if b"Plantenga" in path.read_bytes())

    with own.cursor() as cursor:
        cursor.execute("CREATE TABLE people (name TEXT)")
        cursor.executemany("INSERT INTO people VALUES (%s)", [(f"Zoe Plantenga {number}",) for number in range(500)])
    clear_remains.function(labels=[])
    assert files_with_the_name() == ["los.sqlite3"]
    with own.cursor() as cursor:
        cursor.execute("DELETE FROM people WHERE rowid > 10")
        cursor.execute("UPDATE people SET name = '[verwijderd]'")
    assert "los.sqlite3" in files_with_the_name()  # the file itself is written when the log is

    clear_remains.function(labels=[])

    assert files_with_the_name() == []
    own.close()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="about the log of SQLite")
def test_while_somebody_reads_the_log_it_fails_to_be_tried_again(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = {**connection.settings_dict["OPTIONS"], "timeout": 0.05}
    one = {**connection.settings_dict, "NAME": str(tmp_path / "los.sqlite3"), "OPTIONS": options}
    own, reader = DatabaseWrapper(one, alias="los"), DatabaseWrapper(one, alias="lezer")
    monkeypatch.setattr("knooppunt.core.persons.remains.connection", own)
    with own.cursor() as cursor:
        cursor.execute("CREATE TABLE people (name TEXT)")
    with reader.cursor() as reading, own.cursor() as cursor:
        reading.execute("BEGIN DEFERRED")
        reading.execute("SELECT count(*) FROM people")
        cursor.execute("INSERT INTO people VALUES ('Zoe')")
        with pytest.raises(RuntimeError, match="still being read"):
            clear_remains.function(labels=[])
        reading.execute("ROLLBACK")
    assert clear_remains.function(labels=[]) == "log emptied"
    own.close()
    reader.close()
