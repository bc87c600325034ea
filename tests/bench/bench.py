"""What every measurement needs: the registry of figures, a filled installation, and timing."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from knooppunt.operations.tests.processes import Server, Visitor, children_of, environment

TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Figure:
    """One line of the table. ``budget`` is a sentence; whether it is met is for the reader."""

    what: str
    measured: str
    budget: str = ""


@dataclass
class Bench:
    """A running server on bench data, signed-in visitors, and the data folder for measurements inside Django."""

    server: Server
    data: Path

    def visitor(self, persona: str = "") -> Visitor:
        """A new visitor, signed in as a persona when one is named."""
        visitor = Visitor(self.server.port)
        return visitor.become(persona) if persona else visitor

    def inside(self, program: str) -> dict[str, float]:
        """Run a program with Django set up on the same data; it prints JSON."""
        settings = environment(self.data, DJANGO_SETTINGS_MODULE="knooppunt.config.settings", KNOOPPUNT_LOG="ERROR")
        head = "import django, json; django.setup()\n"
        done = subprocess.run(
            [sys.executable, "-c", head + program], env=settings, capture_output=True, text=True, check=True
        )
        found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
        return found


Measure = Callable[[Bench], list[Figure]]
measures: list[Measure] = []


def measure(function: Measure) -> Measure:
    """Register a measurement; they run in the order of definition."""
    measures.append(function)
    return function


def milliseconds(action: Callable[[], object], times: int) -> list[float]:
    """How long each of ``times`` calls took, after one call that does not count."""
    action()
    found: list[float] = []
    for _ in range(times):
        began = time.perf_counter()
        action()
        found.append((time.perf_counter() - began) * 1000)
    return found


def spread(values: list[float]) -> str:
    """Median and 95th percentile."""
    high = statistics.quantiles(values, n=20)[18] if len(values) > 1 else values[0]
    return f"p50 {statistics.median(values):.1f} ms, p95 {high:.1f} ms"


def cpu_seconds(pid: int) -> float:
    """Processor time a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def tree_pss(pid: int) -> float:
    """Memory of a process and its children in MB, what they share counted once."""
    total = 0
    for one in [pid, *children_of(pid)]:
        text = Path(f"/proc/{one}/smaps_rollup").read_text(encoding="ascii")
        total += sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
    return total / 1024


def load(port: int, path: str, *, seconds: float, clients: int = 2) -> float:
    """Requests a second of ``clients`` that each keep one connection busy. The clients share the machine."""
    counts = [0] * clients
    end = time.monotonic() + seconds

    def keep_asking(number: int) -> None:
        visitor = Visitor(port)
        while time.monotonic() < end:
            visitor.get(path)
            counts[number] += 1
        visitor.close()

    threads = [threading.Thread(target=keep_asking, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds
