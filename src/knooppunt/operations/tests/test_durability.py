"""What was acknowledged is kept, also when everything is killed at once (issue 2, must show 7)."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import threading
import uuid
from contextlib import closing, suppress
from http.client import HTTPException
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from knooppunt.operations.tests.processes import Server, Visitor, serving, until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif("DATABASE_URL" in os.environ, reason="processes are tried once, on SQLite"),
]

ROWS = """
SELECT item.id, item.version, item.status FROM plans_planitem item
JOIN plans_theme theme ON theme.id = item.theme_id JOIN plans_actionplan plan ON plan.id = theme.plan_id
JOIN network_hub hub ON hub.id = plan.hub_id
WHERE hub.slug = 'noord-holland-flevoland' AND plan.locked_at IS NULL AND item.binned_at IS NULL
AND item.archived_at IS NULL AND plan.year = (SELECT max(year) FROM plans_actionplan WHERE hub_id = hub.id)
ORDER BY item.id
"""
POSTS = 200


def test_every_acknowledged_status_survives_a_kill_of_everything(demo_installation: Path, tmp_path: Path) -> None:
    data = shutil.copytree(demo_installation, tmp_path / "data")
    with closing(sqlite3.connect(data / "knooppunt.sqlite3")) as database:
        rows = database.execute(ROWS).fetchall()
    assert len(rows) >= 8
    acknowledged: list[tuple[int, str, str]] = []

    with serving(data) as server:
        writers = [
            threading.Thread(target=keep_posting, args=(server, rows[number::4], acknowledged)) for number in range(4)
        ]
        for writer in writers:
            writer.start()
        assert until(lambda: len(acknowledged) >= POSTS // 2, 60), "hardly any status was accepted"
        everybody = [server.process.pid, *server.children]
        for pid in everybody:
            os.kill(pid, signal.SIGKILL)
        for writer in writers:
            writer.join()
        server.process.wait()

    assert POSTS // 2 <= len(acknowledged) < POSTS  # killed in the middle
    with serving(data) as again:
        assert again.answers()
    with closing(sqlite3.connect(data / "knooppunt.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        kept = {
            (int(subject), new, str(uuid.UUID(group)))
            for subject, new, group in database.execute('SELECT subject_id, new, "group" FROM core_statuschange')
        }
    assert [one for one in acknowledged if one not in kept] == []


def keep_posting(server: Server, rows: list[tuple[int, int, str]], acknowledged: list[tuple[int, str, str]]) -> None:
    """Post statuses until the server is gone; note each that was acknowledged, by the save it was part of."""
    visitor = Visitor(server.port)
    with suppress(OSError, HTTPException):
        visitor.become("ambassadeur")
        sent = 0
        while sent < POSTS // 4:
            for number, (pk, version, seen) in enumerate(rows):
                wish = "behaald" if seen != "behaald" else "op_schema"
                status, headers, _body = visitor.post(
                    f"/werkplek/plan/regel/{pk}/status/", **{f"status-{pk}": wish, f"seen-{pk}": f"{version}:{seen}"}
                )
                group = parse_qs(urlsplit(headers.get("location", "")).query).get("bewaard", [""])[0]
                if status == 302 and group:
                    acknowledged.append((pk, wish, group))
                    rows[number] = (pk, version + 1, wish)
                sent += 1
    visitor.close()
