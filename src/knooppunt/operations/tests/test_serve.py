"""``knooppunt serve`` as a whole: real processes on loopback ports."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from knooppunt.operations.tests.processes import Server, knooppunt, lives, serving, until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif("DATABASE_URL" in os.environ, reason="processes are tried once, on SQLite"),
]


def test_killed_children_are_replaced_within_five_seconds(server: Server) -> None:
    for name in ("web-1", "worker"):
        killed = server.child(name)

        os.kill(killed, signal.SIGKILL)

        assert until(lambda killed=killed, name=name: server.child(name) != killed, 5), name  # type: ignore[misc]
        assert until(server.answers, 5)
    assert until(lambda: server.get("/readyz")[0] == 200)


def test_killed_parent_takes_children_along_and_the_next_start_is_clean(data: Path) -> None:
    with serving(data) as server:
        kin = server.children
        assert len(kin) == 3  # web, worker, indexer

        server.process.kill()
        server.process.wait()

        assert until(lambda: not any(lives(pid) for pid in kin), 5)
    with serving(data) as again:
        assert again.answers()


def test_start_right_after_a_kill_waits_for_the_orphans(data: Path) -> None:
    with serving(data) as server:
        server.process.kill()
        server.process.wait()
        with serving(data) as again:
            assert again.answers()


def test_stop_signal_ends_the_whole_tree(data: Path) -> None:
    with serving(data) as server:
        kin = server.children

        server.process.send_signal(signal.SIGTERM)

        assert server.process.wait(timeout=20) == 0
        assert not any(lives(pid) for pid in kin)


def test_second_server_in_the_same_folder_is_refused_with_a_sentence(server: Server) -> None:
    refused = knooppunt(server.data, "serve", PORT="0")

    assert refused.returncode == 1
    assert "already running" in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert server.answers()


def test_port_in_use_is_a_sentence(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        refused = knooppunt(data, "serve", PORT=str(taken.getsockname()[1]))

    assert refused.returncode == 1
    assert "Cannot listen on" in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_older_database_is_refused_until_migrated(data: Path) -> None:
    with closing(sqlite3.connect(data / "knooppunt.sqlite3", isolation_level=None)) as database:
        # As if the last steps of sessions had not been applied yet; the table is taken away too, so that they can be.
        database.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
        database.execute("DROP TABLE django_session")

    refused = knooppunt(data, "serve", PORT="0")
    migrated = knooppunt(data, "migrate")

    assert refused.returncode == 1
    assert "knooppunt migrate" in refused.stderr
    assert migrated.returncode == 0
    assert "1 step" in migrated.stdout
    with serving(data) as server:
        assert server.answers()


def test_fresh_folder_sets_itself_up_without_any_user(installation: Path) -> None:
    assert (installation / "secret").stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(installation / "knooppunt.sqlite3")) as database:
        assert database.execute("SELECT count(*) FROM accounts_user").fetchone() == (0,)


def test_folder_of_another_demo_does_not_start(data: Path) -> None:
    (data / "demo").write_text('{"database": "postgresql://elsewhere:5432/real", "loaded": true}', encoding="utf-8")

    refused = knooppunt(data, "serve", PORT="0")

    assert refused.returncode == 1
    assert "another database" in refused.stderr


def test_demo_refuses_a_folder_with_real_data(data: Path) -> None:
    with closing(sqlite3.connect(data / "knooppunt.sqlite3", isolation_level=None)) as database:
        database.execute(
            "INSERT INTO auth_group (name) VALUES ('somebody made this')",
        )

    refused = knooppunt(data, "demo", PORT="0")

    assert refused.returncode == 1
    assert "real data" in refused.stderr
    assert not (data / "demo").exists()


def test_log_has_one_line_a_request_with_route_and_without_address(server: Server) -> None:
    server.get("/robots.txt?wie=mevrouw-voorbeeld")

    assert until(lambda: [line for line in server.lines() if line.get("route") == "robots-txt"])
    line = next(line for line in server.lines() if line.get("route") == "robots-txt")
    assert line["status"] == 200
    assert line["method"] == "GET"
    assert isinstance(line["ms"], float)
    assert line["request_id"]
    assert "mevrouw" not in server.log.read_text(encoding="utf-8")
    assert "127.0.0.1" not in server.log.read_text(encoding="utf-8")
