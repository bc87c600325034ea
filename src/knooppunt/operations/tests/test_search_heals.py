"""Whatever happens to the index, the site goes on answering and mends itself (issue 4, must show 4)."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import threading
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import pytest

from knooppunt.operations.tests.processes import Server, lives, serving, until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif("DATABASE_URL" in os.environ, reason="processes are tried once, on SQLite"),
]
WORDS = ["rouw", "pijn", "waken", "mondzorg", "gesprek", "benauwdheid", "dementie", "kinderen", "delier", "afscheid"]
TITLE = "Rouw bij jongeren in het mbo"


class Visitors:
    """They search all the time, each time something else, and remember every answer that is not a page."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.answers = 0
        self.wrong: list[object] = []
        self.stop = threading.Event()
        self.threads = [threading.Thread(target=self._search, args=(start,), daemon=True) for start in range(2)]

    def _search(self, start: int) -> None:
        for number in itertools.count(start):
            if self.stop.wait(0.02):
                return
            words = f"{WORDS[number % len(WORDS)]} {WORDS[number // len(WORDS) % len(WORDS)]}"
            try:
                status, _headers, body = self.server.get(f"/aanbod/?q={quote(words)}&x={number}", timeout=30)
            except OSError as error:
                self.wrong.append(error)
                continue
            self.answers += 1
            if status != 200 or b"</html>" not in body:
                self.wrong.append((words, status))


def index_of(server: Server) -> Path:
    return server.data / "search"


def current(server: Server) -> str:
    with suppress(OSError):
        return (index_of(server) / "current").read_text(encoding="utf-8").strip()
    return ""


def finds(server: Server) -> bool:
    """Whether the index (not the database) answers: only that can tell why."""
    body = server.get("/aanbod/?q=rouw", timeout=30)[2].decode()
    return TITLE in body.replace("<mark>", "").replace("</mark>", "") and "Waarom deze:" in body


def kill_the_writer(server: Server) -> None:
    """In the middle of building: three times in a row."""
    for _time in range(3):
        shutil.rmtree(index_of(server), ignore_errors=True)
        assert until(lambda: any(index_of(server).glob("index-*")), 30)
        writer = server.child("indexer")
        os.kill(writer, signal.SIGKILL)
        assert current(server) == "", "it was ready before it was killed"
        assert until(lambda pid=writer: not lives(pid) and server.child("indexer") != pid, 15)  # type: ignore[misc]


def delete_everything(server: Server) -> None:
    shutil.rmtree(index_of(server), ignore_errors=True)  # a writer may put something back meanwhile: no less of a mess


def delete_a_file(server: Server) -> None:
    (index_of(server) / current(server) / "meta.json").unlink()


def corrupt(server: Server) -> None:
    """Other bytes in every file of the texts, under the feet of who reads them."""
    for path in (index_of(server) / current(server)).iterdir():
        if path.suffix in {".store", ".term", ".idx", ".pos", ".fast"}:
            with path.open("r+b") as file:
                file.write(b"\xa5" * path.stat().st_size)


def test_the_site_goes_on_answering_and_the_index_heals(demo_installation: Path, tmp_path: Path) -> None:
    with serving(shutil.copytree(demo_installation, tmp_path / "data")) as server:
        assert until(lambda: finds(server), 60)
        visitors = Visitors(server)
        for thread in visitors.threads:
            thread.start()
        for harm in (kill_the_writer, delete_everything, delete_a_file, corrupt):
            before, served = current(server), visitors.answers
            assert until(lambda more=served + 5: visitors.answers >= more, 30)  # type: ignore[misc]

            harm(server)

            assert until(lambda old=before: current(server) not in {"", old} and finds(server), 90), harm.__name__  # type: ignore[misc]
        visitors.stop.set()
        for thread in visitors.threads:
            thread.join()

    assert visitors.wrong == []
