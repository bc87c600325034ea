"""Backup and restore: real installations, with SQLite and, in the PostgreSQL run of the tests, between the two."""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from knooppunt.operations.backups import archive
from knooppunt.operations.tests.processes import environment, knooppunt

ON_POSTGRESQL = "DATABASE_URL" in os.environ
pytestmark = pytest.mark.slow
sqlite_run = pytest.mark.skipif(ON_POSTGRESQL, reason="tried in the SQLite run")
postgresql_run = pytest.mark.skipif(not ON_POSTGRESQL, reason="tried in the PostgreSQL run")

CONTENT = b"voorbeeld \x00\xff" * 1000
FILE = "files/ab/cd/" + "ab" + "cd" + "0" * 60


def content_of(path: Path) -> dict[str, bytes]:
    """Every member of an archive but the manifest."""
    return {name: content.read() for name, content in archive.members(path) if name != archive.MANIFEST}


def manifest_of(path: Path) -> dict[str, Any]:
    return archive.verify(path)


def backup(data: Path, name: str, *options: str, **extra: str) -> Path:
    target = data.parent / name
    done = knooppunt(data, "backup", "--to", str(target), *options, **extra)
    assert done.returncode == 0, done.stderr
    return target


FILL = """
import datetime
import django
django.setup()
from django.contrib.sessions.models import Session
from knooppunt.accounts.models import User
from knooppunt.core.models import LinkGrant
then = datetime.datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=datetime.UTC)
for number, name in ((1, "Ambassadeur Voorbeeld – ÿ 😀"), (2, ""), (7, "weg")):
    User.objects.create_user(f"u{number}@example.org", name, id=number, joined_at=then)
User.objects.filter(id=7).delete()
LinkGrant.objects.create(
    token_hash="h", scope="s", data={"getal": 1.5, "leeg": None, "tekst": "é"}, expires_at=then, user_id=1
)
Session.objects.create(session_key="k", session_data="secret session", expire_date=then)
"""


@pytest.fixture
def filled(data: Path) -> Path:
    """An installation with awkward rows, a deleted row, a session, a file and a file that is just coming in."""
    settings = environment(data, DJANGO_SETTINGS_MODULE="knooppunt.config.settings")
    subprocess.run([sys.executable, "-c", FILL], env=settings, check=True, timeout=60)
    stored = data / FILE
    stored.parent.mkdir(parents=True)
    stored.write_bytes(CONTENT)
    (data / "files" / "incoming").mkdir()
    (data / "files" / "incoming" / "half").write_bytes(b"half")
    return data


@sqlite_run
def test_restored_installation_equals_the_first(filled: Path, tmp_path: Path) -> None:
    """Rows, sessions, key, files, numbering and the demo mark, in one restore (each takes seconds)."""
    (filled / "demo").write_text('{"database": "sqlite", "loaded": true}', encoding="utf-8")
    key, again = (filled / "secret").read_bytes(), tmp_path / "again"
    first = backup(filled, "first.tar.gz", "--with-secret")
    shutil.rmtree(filled)

    done = knooppunt(again, "restore", str(first))
    second = backup(again, "second.tar.gz", "--with-secret")

    assert done.returncode == 0, done.stderr
    assert content_of(second) == content_of(first)
    assert manifest_of(second)["models"] == manifest_of(first)["models"]
    assert (again / FILE).read_bytes() == CONTENT
    assert (again / "secret").read_bytes() == key
    assert (again / "secret").stat().st_mode & 0o777 == 0o600
    assert json.loads((again / "demo").read_text(encoding="utf-8")) == {"database": "sqlite", "loaded": True}
    with closing(sqlite3.connect(again / "knooppunt.sqlite3")) as database:  # 7 was given out, and deleted since
        assert database.execute("SELECT seq FROM sqlite_sequence WHERE name = 'accounts_user'").fetchone() == (7,)


@sqlite_run
def test_key_and_sessions_stay_behind_unless_asked_for(filled: Path) -> None:
    without, with_secret = backup(filled, "without.tar.gz"), backup(filled, "with.tar.gz", "--with-secret")

    assert "marks/secret" not in content_of(without)
    assert b"secret session" not in b"".join(content_of(without).values())
    assert content_of(with_secret)["marks/secret"] == (filled / "secret").read_bytes()
    assert b"secret session" in b"".join(content_of(with_secret).values())
    assert without.stat().st_mode & 0o777 == 0o600


@sqlite_run
def test_backup_shows_one_moment_while_others_write(filled: Path) -> None:
    """A writer keeps two tables equal in every transaction; so they are in the backup."""
    stop, written = threading.Event(), 0

    def write() -> None:
        nonlocal written
        with closing(sqlite3.connect(filled / "knooppunt.sqlite3", isolation_level=None, timeout=20)) as database:
            while not stop.is_set():
                database.execute("BEGIN IMMEDIATE")
                database.execute("INSERT INTO auth_group (name) VALUES (?)", (uuid.uuid4().hex,))
                group = database.execute("SELECT max(id) FROM auth_group").fetchone()[0]
                database.execute("INSERT INTO accounts_user_groups (user_id, group_id) VALUES (1, ?)", (group,))
                database.execute("COMMIT")
                written += 1
                time.sleep(0.001)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        before = written
        made = backup(filled, "busy.tar.gz")
        during = written - before
    finally:
        stop.set()
        writer.join()

    counts = {model["model"]: model["rows"] for model in manifest_of(made)["models"]}
    assert during > 50  # it did write meanwhile, and was not kept waiting
    assert counts["auth.group"] == counts["accounts.user_groups"]


@sqlite_run
def test_place_with_data_is_refused(filled: Path, data: Path, tmp_path: Path) -> None:
    made = backup(filled, "b.tar.gz")
    with closing(sqlite3.connect(filled / "knooppunt.sqlite3")) as database:
        before = list(database.iterdump())

    refused = knooppunt(filled, "restore", str(made))

    assert refused.returncode == 1
    assert "empty place" in refused.stderr
    assert refused.stderr.count("\n") == 1
    with closing(sqlite3.connect(filled / "knooppunt.sqlite3")) as database:
        assert list(database.iterdump()) == before


@sqlite_run
@pytest.mark.parametrize("how", ["cut", "changed", "none", "other"])
def test_damaged_archive_is_refused_and_changes_nothing(filled: Path, tmp_path: Path, how: str) -> None:
    made = backup(filled, "b.tar.gz")
    content = made.read_bytes()
    if how == "cut":
        made.write_bytes(content[: len(content) // 2])
    elif how == "changed":
        plain = bytearray(gzip.decompress(content))
        at = plain.index(b"u1@example.org")
        plain[at : at + 2] = b"v1"
        made.write_bytes(gzip.compress(plain))
    elif how == "none":
        made.unlink()
    else:
        made.write_bytes(b"PK\x03\x04 something else")

    refused = knooppunt(tmp_path / "again", "restore", str(made))

    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "Traceback" not in refused.stderr
    assert not (tmp_path / "again" / "knooppunt.sqlite3").exists()


def rewritten(made: Path, change: Any) -> Path:
    """The same archive with a changed manifest and whatever ``change`` adds."""
    content, manifest = content_of(made), manifest_of(made)
    target = made.with_name("rewritten.tar.gz")
    writer = archive.Writer(target)
    change(content, manifest)
    for name, body in content.items():
        writer.add(name, io.BytesIO(body), len(body))
    manifest.pop("members")
    writer.close(manifest)
    return target


@sqlite_run
def test_unknown_version_and_strange_members_are_refused(filled: Path, tmp_path: Path) -> None:
    made = backup(filled, "b.tar.gz")
    changes = {
        "newer version": lambda _content, manifest: manifest.update(format_version=99),
        "another version": lambda _content, manifest: manifest["migrations"].append(["core", "0999_future"]),
        "strange member": lambda content, _manifest: content.update({"files/../../../evil": b"x"}),
        "Not all rows": lambda _content, manifest: manifest["models"][0].update(rows=10**6),
    }
    for sentence, change in changes.items():
        target = rewritten(made, change)

        refused = knooppunt(tmp_path / "again", "restore", str(target))

        assert refused.returncode == 1, sentence
        assert sentence in refused.stderr
        assert refused.stderr.count("\n") == 1
        target.unlink()
    assert not (tmp_path / "evil").exists()
    # What was refused left an empty place behind: the good one still fits.
    assert knooppunt(tmp_path / "again", "restore", str(made)).returncode == 0


@sqlite_run
def test_existing_file_is_not_overwritten(filled: Path) -> None:
    made = backup(filled, "b.tar.gz")
    before = made.read_bytes()

    refused = knooppunt(filled, "backup", "--to", str(made))

    assert refused.returncode == 1
    assert "exists already" in refused.stderr
    assert made.read_bytes() == before
    assert not list(filled.parent.glob(".*"))  # nothing half-made stays


@sqlite_run
def test_archive_can_be_read_without_us(filled: Path) -> None:
    made = backup(filled, "b.tar.gz")

    with tarfile.open(made) as tar:
        names = tar.getnames()
        users = tar.extractfile("data/accounts.user.001.jsonl")
        assert users is not None
        rows = [json.loads(line) for line in users]

    assert names[-1] == "manifest.json"
    assert [row["name"] for row in rows] == ["Ambassadeur Voorbeeld – ÿ 😀", ""]
    assert rows[0]["joined_at"] == "2026-03-29T01:30:00.123456+00:00"
    assert "files/incoming/half" not in names


@pytest.fixture
def postgresql() -> Iterator[str]:
    """A new, empty database on the server of this test run."""
    import psycopg

    url = os.environ["DATABASE_URL"]
    name = f"backup_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    base, _, query = url.partition("?")
    yield f"{base.rsplit('/', 1)[0]}/{name}?{query}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@postgresql_run
def test_sqlite_to_postgresql_and_back_stays_equal(filled: Path, tmp_path: Path, postgresql: str) -> None:
    first = backup(filled, "first.tar.gz")

    there = knooppunt(tmp_path / "there", "restore", str(first), DATABASE_URL=postgresql)
    second = backup(tmp_path / "there", "second.tar.gz", DATABASE_URL=postgresql)
    back = knooppunt(tmp_path / "back", "restore", str(second))
    third = backup(tmp_path / "back", "third.tar.gz")
    refused = knooppunt(tmp_path / "once-more", "restore", str(first), DATABASE_URL=postgresql)

    assert (there.returncode, back.returncode) == (0, 0), there.stderr + back.stderr
    assert content_of(second) == content_of(first)
    assert content_of(third) == content_of(first)
    assert [model["last_key"] for model in manifest_of(third)["models"]] == [
        model["last_key"] for model in manifest_of(first)["models"]
    ]
    assert "empty place" in refused.stderr


@postgresql_run
def test_restored_numbering_goes_on_in_postgresql(filled: Path, tmp_path: Path, postgresql: str) -> None:
    import psycopg

    knooppunt(tmp_path / "there", "restore", str(backup(filled, "b.tar.gz")), DATABASE_URL=postgresql)

    with psycopg.connect(postgresql) as database:
        assert database.execute("SELECT nextval(pg_get_serial_sequence('accounts_user', 'id'))").fetchone() == (8,)
