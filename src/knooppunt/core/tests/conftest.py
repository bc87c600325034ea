"""A database that threads and other processes can share, on both databases."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, connections


@pytest.fixture
def user(db: None) -> Any:
    return get_user_model().objects.create_user("anna@voorbeeld.example", "Anna Voorbeeld")


@pytest.fixture
def shared_database(transactional_db: None, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment with which other processes reach the test's database.

    On SQLite the tests live in memory, where locking works differently: a file copy takes its place for this test.
    """
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
        "KNOOPPUNT_DATA": str(tmp_path / "data"),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    (tmp_path / "data").mkdir()
    if connection.vendor == "postgresql":
        settings = connection.settings_dict
        host = quote(settings["HOST"] or settings["OPTIONS"].get("host", ""), safe="/")
        port = f"&port={settings['PORT']}" if settings["PORT"] else ""
        environment["DATABASE_URL"] = f"postgres://{settings['USER']}@/{settings['NAME']}?host={host}{port}"
        yield environment
        return
    file = tmp_path / "data" / "knooppunt.sqlite3"
    memory, in_memory = connections["default"], connections.settings["default"]
    with memory.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(file)])
    environment.pop("DATABASE_URL", None)
    connections.settings["default"] = {**in_memory, "NAME": str(file)}
    connections["default"] = connections.create_connection("default")
    try:
        yield environment
    finally:
        connections["default"].close()
        connections.settings["default"] = in_memory
        connections["default"] = memory


@pytest.fixture
def start(shared_database: dict[str, str]) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start ``manage.py …`` as a process of its own on the shared database; what is left is ended by its id."""
    started: list[subprocess.Popen[bytes]] = []

    def run(*arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", "django", *arguments],
            env={**shared_database, **environment},
            stdout=subprocess.DEVNULL,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()


def wait_until(true: Callable[[], object], seconds: float = 30) -> None:
    """Look again and again until it is so; fails the test when it does not become so."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return
        time.sleep(0.05)
    pytest.fail("It did not happen in time.")


@pytest.fixture(name="wait_until")
def _wait_until() -> Callable[..., None]:
    return wait_until
