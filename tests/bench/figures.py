"""The figures of design.md §6 that exist now. A later part adds a function here or in a file of its own."""

from __future__ import annotations

import gzip
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

from knooppunt.operations.tests.processes import Visitor, serving, until
from tests.bench.bench import Bench, Figure, cpu_seconds, load, measure, milliseconds, spread, tree_pss

HUB = "noord-holland-flevoland"
PUBLIC = ("/", "/knooppunten/", f"/knooppunten/{HUB}/")

TRIVIAL = """
import os, sys
from django.conf import settings
settings.configure(SECRET_KEY="x", ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, MIDDLEWARE=[], LOGGING_CONFIG=None)
import django; django.setup()
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
from knooppunt.operations import serving, web
from knooppunt.operations.supervisor import ChildSpec, Supervisor
BODY = b"x" * int(sys.argv[1])
urlpatterns = [path("", lambda request: HttpResponse(BODY))]
listener = serving.listen("127.0.0.1", 0)
print(listener.getsockname()[1], flush=True)
application, parent = get_wsgi_application(), os.getpid()
sys.exit(Supervisor([ChildSpec("web", lambda stop, beat: web.serve(application, [listener], 4, parent, stop, beat))]).run())
"""


@contextmanager
def trivial_view(size: int) -> Iterator[int]:
    """A Django view that does nothing but answer ``size`` bytes, behind the same web child; gives its port."""
    process = subprocess.Popen(
        [sys.executable, "-c", TRIVIAL, str(size)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


@measure
def public_pages(bench: Bench) -> list[Figure]:
    """Processor time and requests a second, beside a view that does nothing."""
    figures: list[Figure] = []
    web = bench.server.child("web-1")
    for path in PUBLIC:
        visitor = bench.visitor()
        status, _headers, body = visitor.get(path)
        before = cpu_seconds(web)
        times = milliseconds(lambda path=path, visitor=visitor: visitor.get(path), 200)  # type: ignore[misc]
        cpu = (cpu_seconds(web) - before) / 201 * 1000
        visitor.close()
        ours = load(bench.server.port, path, seconds=3)
        with trivial_view(len(body)) as port:
            Visitor(port).get("/")
            theirs = load(port, "/", seconds=3)
        figures += [
            Figure(f"{path} ({status}): processor time", f"{cpu:.1f} ms", "list 5 ms, detail 4 ms"),
            Figure(f"{path}: answer", spread(times)),
            Figure(
                f"{path}: requests a second",
                f"{ours:.0f} of {theirs:.0f} ({ours / theirs:.0%})",
                "70% of a trivial view",
            ),
        ]
    return figures


@measure
def first_visit(bench: Bench) -> list[Figure]:
    """What a browser fetches at the first visit, compressed."""
    figures: list[Figure] = []
    for path in PUBLIC[:2]:
        visitor = bench.visitor()
        _status, _headers, body = visitor.get(path)
        text = body.decode()
        found = re.findall(r'<(?:link[^>]+rel="(?:stylesheet|icon)"[^>]*|script[^>]*|img[^>]*)>', text)
        urls = {match[1] for tag in found if (match := re.search(r'(?:href|src)="([^"#]+)', tag))}
        weight, requests = len(gzip.compress(body, 6)), 1
        for url in sorted(urls):
            content = visitor.get(url)[2]
            weight += len(gzip.compress(content, 6))
            requests += 1
        visitor.close()
        figures.append(
            Figure(f"{path}: first visit", f"{weight / 1000:.1f} kB, {requests} requests", "60 kB, 8 requests")
        )
    return figures


@measure
def workspace_pages(bench: Bench) -> list[Figure]:
    """The plan of 49 rows, the overview of 9 hubs × 5 years, and the catalogue in the workspace: time over HTTP, queries inside
    Django.
    """
    year = time.localtime().tm_year
    pages = [
        ("plan of 49 rows", "ambassadeur", f"/werkplek/{HUB}/plan/{year}/"),
        ("national overview", "coordinator", "/werkplek/landelijk/"),
        ("national overview, all years", "coordinator", "/werkplek/landelijk/jaren/"),
        ("proposals to review", "redacteur", "/werkplek/beoordelen/"),
        ("likely doubles of the catalogue", "redacteur", "/werkplek/aanbod/dubbel/"),
        ("own entries of a provider", "aanbieder", "/werkplek/ons-aanbod/"),
    ]
    figures: list[Figure] = []
    for what, persona, path in pages:
        visitor = bench.visitor(persona)
        status = visitor.get(path)[0]
        times = milliseconds(lambda path=path, visitor=visitor: visitor.get(path), 60)  # type: ignore[misc]
        visitor.close()
        queries = bench.inside(
            f"""
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from knooppunt.accounts.models import User
settings.ALLOWED_HOSTS = ["testserver"]
visitor = Client()
visitor.get("/demo/")
visitor.post("/demo/inloggen/", {{"persona": {persona!r}}})
visitor.get({path!r})
with CaptureQueriesContext(connection) as caught:
    visitor.get({path!r})
print(json.dumps({{"queries": len(caught)}}))
"""
        )
        figures.append(
            Figure(f"{what} ({status})", f"{spread(times)}, {queries['queries']} queries", "p95 80 ms, 12 queries")
        )
    return figures


@measure
def saving_a_status(bench: Bench) -> list[Figure]:
    """One tap, with ``synchronous=FULL``."""
    sql = """
        SELECT item.id, item.version, item.status FROM plans_planitem item JOIN plans_theme theme ON theme.id = item.theme_id
        JOIN plans_actionplan plan ON plan.id = theme.plan_id JOIN network_hub hub ON hub.id = plan.hub_id
        WHERE hub.slug = ? AND plan.year = ? ORDER BY item.id"""
    with closing(sqlite3.connect(bench.data / "knooppunt.sqlite3")) as database:
        rows = iter(database.execute(sql, (HUB, time.localtime().tm_year)).fetchall())
    visitor = bench.visitor("ambassadeur")

    def save() -> None:
        pk, version, seen = next(rows)
        wish = "behaald" if seen != "behaald" else "op_schema"
        visitor.post(f"/werkplek/plan/regel/{pk}/status/", **{f"status-{pk}": wish, f"seen-{pk}": f"{version}:{seen}"})

    times = milliseconds(save, 45)
    visitor.close()
    return [Figure("saving a status", spread(times), "p95 50 ms")]


@measure
def memory(bench: Bench) -> list[Figure]:
    """The whole tree, after all of the above."""
    return [
        Figure("memory of web and worker, after use (PSS)", f"{tree_pss(bench.server.process.pid):.0f} MB", "250 MB")
    ]


@measure
def start(bench: Bench) -> list[Figure]:
    """From the command to the first answer, on a folder that is set up. The server of the other figures is stopped first."""
    bench.server.process.terminate()
    bench.server.process.wait()
    found: list[float] = []
    for _ in range(3):
        began = time.perf_counter()
        with serving(bench.data) as server:
            until(server.answers)
            found.append(time.perf_counter() - began)
    return [Figure("start of serve until it answers", f"{sorted(found)[1]:.1f} s", "3 s")]
