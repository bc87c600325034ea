"""Two machines on one PostgreSQL: each keeps its own index, and neither misses a change (issue 4, C and must show 4)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from knooppunt.operations.tests.processes import Server, environment, serving, until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.alone,
    pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="two machines can only share a PostgreSQL"),
]
EACH = 12
# Writes entries one by one, each in a transaction that stays open for a while: they do not commit in the order in which
# their changes were numbered.
WRITER = """
import sys, time, django
django.setup()
from django.db import transaction
from knooppunt.catalogue.tests.factories import ProviderFactory, an_entry
for number in range(int(sys.argv[2])):
    with transaction.atomic():
        an_entry(title=f"Tweehuizen {sys.argv[1]} {number}", provider=ProviderFactory(name=f"{sys.argv[1]} {number}"))
        time.sleep(0.05 * (1 + number % 3))
"""


@pytest.fixture
def shared_database() -> Iterator[str]:
    """A database of their own on the server of the tests."""
    import psycopg

    given = urlsplit(os.environ["DATABASE_URL"])
    name = f"two_machines_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(given.geturl(), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        yield given._replace(path=f"/{name}").geturl()
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def found(server: Server) -> bool:
    """Whether this machine finds all that was written, by its own index."""
    body = server.get("/aanbod/?q=tweehuizen", timeout=30)[2].decode()
    return f"{2 * EACH} resultaten" in body and "Waarom deze:" in body


def test_two_machines_on_one_database_never_miss_a_change(shared_database: str, tmp_path: Path) -> None:
    homes = [tmp_path / "een", tmp_path / "twee"]
    with (
        serving(homes[0], DATABASE_URL=shared_database) as one,
        serving(homes[1], DATABASE_URL=shared_database) as two,
    ):
        writers = [
            subprocess.Popen(
                [sys.executable, "-c", WRITER, name, str(EACH)],
                env=environment(home, DATABASE_URL=shared_database, DJANGO_SETTINGS_MODULE="knooppunt.config.settings"),
            )
            for name, home in zip(("links", "rechts"), homes, strict=True)
        ]
        os.kill(two.child("indexer"), signal.SIGKILL)  # one of them stands still for a while
        assert [writer.wait(timeout=120) for writer in writers] == [0, 0]

        assert until(lambda: found(one), 60), "the first machine misses something"
        assert until(lambda: found(two), 60), "the second machine misses something"

    assert all((home / "search" / "current").exists() for home in homes)
