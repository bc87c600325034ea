"""The figures of searching: building the index, its size and memory, and how long questions take.

``BENCH_ENTRIES`` names how many entries (100000 unless said otherwise; a million takes most of an hour to make). They
stand in a folder of their own, which ``BENCH_FOLDER`` keeps for the next time.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from itertools import count, cycle
from pathlib import Path
from urllib.parse import urljoin

from knooppunt.operations.tests.processes import KNOOPPUNT, Visitor, environment, serving, until
from tests.bench.bench import Bench, Figure, cpu_seconds, load, measure, milliseconds, spread
from tests.bench.figures import trivial_view

ENGINE = """
import json, resource, statistics, time
from django.utils import timezone
from knooppunt.catalogue.finding import facets
from knooppunt.search.api import Near, Request, search, suggest
from knooppunt.search.index import reading
buckets = facets.buckets(timezone.localdate())
SIX = ("kind", "level", "profession", "topic", "form", "region")
CHOSEN, HERE = {"kind": ["training"], "level": ["mbo-4", "mbo-3"]}, Near(52.37, 4.9, 25)
COMMON = ["pijn", "rouw", "palliatieve zorg", "les over rouw", "pijnbestrijding", "training dementie"]
RARE = ["eenzaamheidpodcast", "humorkompas", "uitvaartwijzer", "armoedecafe", "hoop en ritueel", "crisis jongeren"]
WRONG = ["pijnbestreiding", "euthenasie", "spiritualitiet", "mantelzorgsholing", "rouwverwerkign", "obstipatei"]
def ask(text, **more): return search(Request(text=text, buckets=buckets, **more))
def anew(text, **more):  # without the answer to the empty question that is kept with the index
    reading.reader().kept.clear()
    return ask(text, **more)
def times(texts, act, rounds=8):
    for text in texts: act(text)
    walls, cpus = [], []
    for _round in range(rounds):
        for text in texts:
            began, used = time.perf_counter(), time.process_time()
            act(text)
            walls.append((time.perf_counter() - began) * 1000); cpus.append((time.process_time() - used) * 1000)
    p95 = lambda values: statistics.quantiles(values, n=20)[18]
    return [statistics.median(walls), p95(walls), statistics.median(cpus)]
total = ask("").total
found = {
    "rare word, six facets": times(RARE, lambda text: ask(text, facets=SIX)),
    "common word, six facets": times(COMMON, lambda text: ask(text, facets=SIX)),
    "common word, all facets": times(COMMON, lambda text: ask(text)),
    "typing error, six facets": times(WRONG, lambda text: ask(text, facets=SIX)),
    "nothing asked, six facets, anew": times([""], lambda text: anew(text, facets=SIX), 30),
    "nothing asked, six facets, kept": times([""], lambda text: ask(text, facets=SIX), 30),
    "two filters and six facets": times(COMMON, lambda text: ask(text, facets=SIX, filters=CHOSEN)),
    "near a place, the nearest first": times(COMMON, lambda text: ask(text, facets=(), near=HERE, sort="distance")),
    "a beginning with a star": times(["pijn*", "rouw*", "zor*"], lambda text: ask(text, facets=())),
    "completing a word": times(["pij", "rouwv", "verp", "pijn en be", "gesp"], suggest),
    "page 50 of a common word": times(COMMON, lambda text: ask(text, facets=(), offset=980)),
    "the last page of everything": times([""], lambda text: anew(text, facets=(), offset=max(0, total - 20)), 6),
}
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"total": total, "memory": memory, "found": found}))
"""


@measure
def searching(bench: Bench) -> list[Figure]:
    """Entries, index, engine and page."""
    entries = os.environ.get("BENCH_ENTRIES", "100000")
    kept = os.environ.get("BENCH_FOLDER", "")
    with tempfile.TemporaryDirectory(prefix="bench-search-") as folder:
        data = Path(kept or folder) / f"data-{entries}"
        figures = _made(data, entries)
        figures += [_loop(), *_engine(data)]
        figures += [_loop(), *_page(data)]
    return figures


def _run(data: Path, *arguments: str) -> tuple[float, float]:
    """Seconds on the clock and megabytes at most of one command."""
    began = time.perf_counter()
    watch = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL); "
    watch += "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)"
    done = subprocess.run(
        [sys.executable, "-c", watch, *KNOOPPUNT, *arguments],
        env=environment(data), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return time.perf_counter() - began, float(done.stdout)


def _made(data: Path, entries: str) -> list[Figure]:
    figures: list[Figure] = []
    if not data.exists():
        seconds, _memory = _run(data, "bench-data", "--entries", entries)
        figures.append(Figure(f"making {entries} entries", f"{seconds:.0f} s"))
    seconds, memory = _run(data, "reindex")
    size = sum(path.stat().st_size for path in (data / "search").rglob("*") if path.is_file()) / 2**20
    figures.append(
        Figure(f"building the index of {entries} entries", f"{seconds:.0f} s, {size:.0f} MB, {memory:.0f} MB memory")
    )
    return figures


def _engine(data: Path) -> list[Figure]:
    program = "import django; django.setup()\n" + ENGINE
    settings = environment(data, DJANGO_SETTINGS_MODULE="knooppunt.config.settings", KNOOPPUNT_LOG="ERROR")
    done = subprocess.run([sys.executable, "-c", program], env=settings, capture_output=True, text=True, check=True)
    answer = json.loads(done.stdout.splitlines()[-1])
    figures = [Figure("memory of a process that searches", f"{answer['memory']:.0f} MB")]
    budget = "p95 ≤ 20 ms at 100,000, ≤ 80 ms at 1,000,000"
    for what, (median, high, cpu) in answer["found"].items():
        figures.append(
            Figure(
                f"search, {answer['total']:,}: {what}", f"p50 {median:.1f}, p95 {high:.1f}, cpu {cpu:.1f} ms", budget
            )
        )
    return figures


def _page(data: Path) -> list[Figure]:
    """Every request asks for another address, so that no kept page answers."""
    with closing(sqlite3.connect(data / "knooppunt.sqlite3")) as database:
        rows = database.execute("SELECT id FROM catalogue_entry ORDER BY id LIMIT 80").fetchall()
    numbers = count(9000)
    entries = cycle(f"/aanbod/{row[0]}-x/" for row in rows)
    pages: dict[str, tuple[Callable[[], str], str]] = {
        "search with all facets": (lambda: f"/aanbod/?q=pijn&niveau=mbo-4&prijs_tot={next(numbers)}", "8 ms at 10,000"),
        "list, page by page": (lambda: f"/aanbod/?page={next(numbers) % 600 + 2}", "5 ms at 10,000"),
        "list below a price, all facets": (lambda: f"/aanbod/?prijs_tot={next(numbers)}", "8 ms at 10,000"),
        "one entry": (lambda: next(entries), "4 ms at 10,000"),
    }
    figures: list[Figure] = []
    with serving(data) as server:
        until(server.answers)
        visitor, web = Visitor(server.port), server.child("web-1")
        for what, (address, budget) in pages.items():
            place = _followed(visitor, address)
            before = cpu_seconds(web)
            times = milliseconds(lambda place=place: visitor.get(place()), 60)  # type: ignore[misc]
            cpu = (cpu_seconds(web) - before) / 61 * 1000
            figures += [
                Figure(f"/aanbod/, {what}: answer", spread(times), "p95 ≤ 60 ms at 100,000"),
                Figure(f"/aanbod/, {what}: processor time", f"{cpu:.1f} ms", budget),
            ]
        figures.append(first_visit(visitor, "/aanbod/"))
        figures.append(_given_again(server.port, len(visitor.get("/aanbod/")[2])))
        visitor.close()
    return figures


def _given_again(port: int, size: int) -> Figure:
    """The list as it is kept, beside a view that does nothing but answer as many bytes."""
    load(port, "/aanbod/", seconds=1)  # every thread has made it once
    ours = load(port, "/aanbod/", seconds=3)
    with trivial_view(size) as other:
        load(other, "/", seconds=1)
        theirs = load(other, "/", seconds=3)
    share = f"{ours:.0f} of {theirs:.0f} ({ours / theirs:.0%})"
    return Figure("/aanbod/, given again: requests a second", share, "70% of a trivial view")


def _loop() -> Figure:
    """How fast this machine is now: figures of two machines can only be compared beside it."""
    code, used = compile("x = 0\nfor i in range(1_000_000): x += i", "loop", "exec"), []
    for _round in range(5):
        began = time.process_time()
        exec(code, {})
        used.append((time.process_time() - began) * 1000)
    return Figure(
        "a loop of a million additions: processor time", f"{statistics.median(used):.0f} ms", "66 ms on a fast machine"
    )


def _followed(visitor: Visitor, address: Callable[[], str]) -> Callable[[], str]:
    """Addresses of entries carry the title: look up where each leads before anything is timed."""
    status, headers, _body = visitor.get(address())
    if status == 200:
        return address
    places = []
    for _number in range(62):
        _status, headers, _body = visitor.get(address())
        places.append(headers["location"])
    found = cycle(places)
    return lambda: next(found)


def first_visit(visitor: Visitor, path: str) -> Figure:
    """What a browser fetches at the first visit, as it is sent, and what is the share of each kind."""
    kinds: Counter[str] = Counter()
    body = visitor.get(path)[2]
    text = body.decode()
    addresses = {found.partition("#")[0] for found in re.findall(r'(?:href|src)="(/static/[^"]+)"', text)}
    for address in sorted(addresses):
        content = visitor.get(address)[2]
        kind = address.rpartition(".")[2]
        kinds[kind] += len(gzip.compress(content, 6))
        if kind == "css":
            fonts = set(re.findall(r'url\("?([^")]+\.woff2)"?\)', content.decode()))
            for font in sorted(fonts):
                kinds["fonts, when used"] += len(visitor.get(urljoin(address, font))[2])
    kinds["html"] = len(gzip.compress(body, 5))
    shares = ", ".join(f"{kind} {size / 1000:.1f}" for kind, size in kinds.most_common())
    total = sum(kinds.values()) / 1000
    return Figure(
        f"{path}: first visit", f"{total:.1f} kB, {1 + len(addresses)} requests ({shares})", "60 kB, 8 requests"
    )
