"""Helpers for tests that start real processes: loopback ports only, and nothing is left behind."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

KNOOPPUNT = [sys.executable, "-m", "knooppunt.cli"]


def until(what: Callable[[], object], seconds: float = 20.0) -> bool:
    """Wait until ``what`` is true; says whether it became so."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if what():
            return True
        time.sleep(0.03)
    return bool(what())


def lives(pid: int) -> bool:
    """Whether a process still works (one that is dead but not yet noticed by its parent does not)."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"


def children_of(pid: int) -> list[int]:
    """The living children of a process."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += [int(child) for child in task.read_text(encoding="ascii").split()]
    return [child for child in found if lives(child)]


def environment(data: Path, **extra: str) -> dict[str, str]:
    """The environment of a real installation in ``data``, without what the tests set for themselves."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("DJANGO_", "KNOOPPUNT_", "PYTEST"))}
    kept.pop("DATABASE_URL", None)
    kept.pop("SECRET_KEY", None)
    return {**kept, "KNOOPPUNT_DATA": str(data), "LC_ALL": "en_US.UTF-8", **extra}


def knooppunt(data: Path, *arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
    """Run one ``knooppunt`` command to its end."""
    return subprocess.run(
        [*KNOOPPUNT, *arguments],
        env=environment(data, **extra),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@dataclass
class Server:
    """A running ``knooppunt serve``."""

    process: subprocess.Popen[str]
    port: int
    log: Path
    data: Path

    @property
    def children(self) -> list[int]:
        """The pids of web workers and background processes."""
        return children_of(self.process.pid)

    def child(self, name: str) -> int:
        """The pid of the newest child of that name, from the log."""
        started = [line for line in self.lines() if line.get("event") == "child started" and line["process"] == name]
        return int(started[-1]["pid"])

    def lines(self) -> list[dict[str, object]]:
        """The log so far."""
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines() if line.startswith("{")]

    def get(self, path: str, *, timeout: float = 10.0, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers (small letters) and body of a GET."""
        return self.request("GET", path, timeout=timeout, **headers)

    def request(
        self, method: str, path: str, body: bytes | None = None, *, timeout: float = 10.0, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, body, {key.replace("_", "-"): value for key, value in headers.items()})
            answer = connection.getresponse()
            return answer.status, {key.lower(): value for key, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def answers(self, path: str = "/healthz") -> bool:
        """Whether it answers 200."""
        try:
            return self.get(path, timeout=3.0)[0] == 200
        except OSError:
            return False


@contextmanager
def serving(data: Path, *, command: str = "serve", **extra: str) -> Iterator[Server]:
    """A server on a free port; stopped, or killed when it does not stop, at the end."""
    log = data.parent / f"{data.name}-{time.monotonic_ns()}.log"
    with log.open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(
            [*KNOOPPUNT, command],
            env=environment(data, **{"PORT": "0", **extra}),
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    assert process.stdout is not None
    address = next((line for line in process.stdout if "http://" in line), "")
    assert address, log.read_text(encoding="utf-8")[-2000:]
    server = Server(process, int(address.strip().rsplit(":", 1)[1].split("/")[0]), log, data)
    kin: list[int] = []
    try:
        assert until(server.answers), log.read_text(encoding="utf-8")[-2000:]
        kin = server.children
        yield server
    finally:
        kin = list({*kin, *server.children})
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=30)
        process.kill()
        process.wait()
        process.stdout.close()
        for pid in kin:
            if not until(lambda pid=pid: not lives(pid), 8):  # type: ignore[misc]
                os.kill(pid, signal.SIGKILL)


class Visitor:
    """A browser without a screen: one kept connection, cookies, and the CSRF token that goes with them."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers (small letters) and body."""
        return self._ask("GET", path, None, {})

    def post(self, path: str, **fields: str) -> tuple[int, dict[str, str], bytes]:
        """Send a form with the CSRF token."""
        headers = {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": self.cookies.get("csrf", "")}
        return self._ask("POST", path, urlencode(fields).encode(), headers)

    def become(self, persona: str) -> Visitor:
        """Sign in as a persona of the demo."""
        assert self.get("/demo/")[0] == 200
        status, headers, _body = self.post("/demo/inloggen/", persona=persona)
        assert status == 302, status
        assert "/inloggen/" not in headers["location"], headers["location"]
        return self

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def _ask(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[int, dict[str, str], bytes]:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self._connection.request(method, path, body, {**headers, **({"Cookie": cookie} if cookie else {})})
        answer = self._connection.getresponse()
        content = answer.read()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, {key.lower(): value for key, value in answer.getheaders()}, content
