"""Frameworks of 120 and 10,000 items: pages, taking in and giving out. ``BENCH_FRAMEWORK`` items are taken in (100,000
unless said otherwise), in a database of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from knooppunt.operations.tests.processes import environment, knooppunt
from tests.bench.bench import Bench, Figure, measure

LEVELS = ("mbo 2", "mbo 3", "mbo 4", "hbo 6", "wo 7")
KINDS = ("Knowledge", "Skill", "Attitude")
NOW = "2026-01-01T12:00:00+00:00"

# Each address gets a word of its own, so that no kept page answers.
PAGES = """
import statistics, time
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from knooppunt.framework.models import Framework
settings.ALLOWED_HOSTS = ["testserver"]
visitor, found = Client(), {}
for framework in Framework.objects.current().filter(items_count__gte=100).order_by("items_count"):
    top = framework.items.filter(depth=0).first()
    deep = framework.items.order_by("-depth", "order").first()
    page = framework.get_absolute_url()
    for what, path in {
        "tree": f"{page}?", "one part of it": f"{page}?onder={top.uuid}", "levels side by side": f"{page}?beeld=tabel",
        "one part, levels side by side": f"{page}?beeld=tabel&onder={top.uuid}", "filtered": f"{page}?niveau=mbo-3",
        "one item": f"{deep.get_absolute_url()}?",
    }.items():
        visitor.get(f"{path}&z=eerst")
        with CaptureQueriesContext(connection) as caught:
            answer = visitor.get(f"{path}&z=nog")
        queries, used = len(caught), []
        for number in range(20):
            began = time.process_time()
            visitor.get(f"{path}&z={number}")
            used.append((time.process_time() - began) * 1000)
        found[f"framework of {framework.items_count} items, {what} ({answer.status_code})"] = [
            statistics.median(used), queries, len(answer.content)]
print(json.dumps(found))
"""
TAKE_IN = """
import resource, sys, time
from pathlib import Path
from knooppunt.core.bulk import without_mapping
from knooppunt.framework.actions.frameworks import make_new_version
from knooppunt.framework.actions.importing import import_framework
from knooppunt.framework.actions.load import load_concepts
from knooppunt.framework.actions.versions import map_versions
from knooppunt.framework.case.export import package_text
from knooppunt.framework.case.sources import CaseFile
from knooppunt.framework.case.survey import survey
from knooppunt.framework.models import Framework
def memory(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
load_concepts()
source, before, began = CaseFile(Path(PATH)), memory(), time.process_time()
found = survey(source)
looked, looked_memory = time.process_time() - began, memory() - before
made = import_framework(source=source, found=found, by=None)
saved = time.process_time() - began - looked
peak, began = memory(), time.process_time()
with without_mapping():
    size = sum(len(text) for text in package_text(made))
out, out_more = time.process_time() - began, memory() - peak
Framework.objects.filter(pk=made.pk).update(state=Framework.State.PUBLISHED)
began, was = time.process_time(), memory()
new = make_new_version(framework=made, edition="2", by=None)
copied, copied_more, began, was = time.process_time() - began, memory() - was, time.process_time(), memory()
map_versions(framework=new)
mapped, mapped_more = time.process_time() - began, memory() - was
print(json.dumps({"copied": copied, "copied_more": copied_more, "mapped": mapped, "mapped_more": mapped_more,
    "items": made.items_count, "looked": looked, "looked_memory": looked_memory, "saved": saved,
    "more": peak - before, "peak": peak, "out": out, "out_more": out_more, "size": size / 1e6}))
"""


def write_package(path: Path, count: int) -> None:
    """A CASE package with ``count`` items, twelve under each; written piece by piece."""

    def name(kind: str, number: int) -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{kind}{count}/{number}"))

    def link(identifier: str) -> dict[str, str]:
        return {"title": "Voorbeeld", "identifier": identifier, "uri": f"urn:uuid:{identifier}"}

    def items() -> Iterator[dict[str, object]]:
        for number in range(count):
            identifier = name("item", number)
            yield {
                "identifier": identifier,
                "uri": f"urn:uuid:{identifier}",
                "fullStatement": f"Voorbeeld {number}: herkent wat iemand nodig heeft in fase {number % 17} en legt het vast",
                "humanCodingScheme": f"V.{number}",
                "CFItemType": KINDS[number % 3],
                "educationLevel": [LEVELS[number % 5]],
                "language": "nl",
                "lastChangeDateTime": NOW,
            }

    def places() -> Iterator[dict[str, object]]:
        for number in range(count):
            above = name("document", 0) if number < 12 else name("item", (number - 12) // 12)
            identifier = name("place", number)
            yield {
                "identifier": identifier,
                "uri": f"urn:uuid:{identifier}",
                "associationType": "isChildOf",
                "originNodeURI": link(name("item", number)),
                "destinationNodeURI": link(above),
                "sequenceNumber": number + 1,
                "lastChangeDateTime": NOW,
            }

    document = {**link(name("document", 0)), "title": f"Meting met {count} onderdelen", "creator": "Meting",
                "lastChangeDateTime": NOW, "caseVersion": "1.1"}  # fmt: skip
    with path.open("w", encoding="utf-8") as target:
        target.write(f'{{"CFDocument": {json.dumps(document)}')
        for key, elements in (("CFItems", items()), ("CFAssociations", places())):
            target.write(f', "{key}": [')
            for number, element in enumerate(elements):
                target.write(f"{',' if number else ''}\n{json.dumps(element)}")
            target.write("]")
        target.write("}")


@measure
def framework_pages(bench: Bench) -> list[Figure]:
    """Processor time and queries of pages, without kept pages: the example of 120 items and one of 10,000."""
    with tempfile.TemporaryDirectory(prefix="bench-framework-") as folder:
        path = Path(folder) / "raamwerk.json"
        write_package(path, 10_000)
        knooppunt(bench.data, "import-framework", str(path), "--publish")
    pages = cast(dict[str, list[float]], bench.inside(PAGES))
    return [
        Figure(what, f"{used:.1f} ms CPU, {queries:g} queries, {size / 1000:.0f} kB", "list 5 ms, detail 4 ms")
        for what, (used, queries, size) in pages.items()
    ]


@measure
def framework_files(bench: Bench) -> list[Figure]:
    """A large CASE package in and out: processor time, and how much memory it takes above an idle process."""
    count = int(os.environ.get("BENCH_FRAMEWORK", "100000"))
    with tempfile.TemporaryDirectory(prefix="bench-framework-") as folder:
        path, data = Path(folder) / "raamwerk.json", Path(folder) / "data"
        write_package(path, count)
        knooppunt(data, "migrate")
        done = subprocess.run(
            [sys.executable, "-c", f"import django, json; django.setup()\nPATH = {str(path)!r}\n{TAKE_IN}"],
            env=environment(data, DJANGO_SETTINGS_MODULE="knooppunt.config.settings", KNOOPPUNT_LOG="ERROR"),
            capture_output=True,
            text=True,
            check=True,
        )
        size = path.stat().st_size / 1e6
    found = json.loads(done.stdout.splitlines()[-1])
    what = f"CASE of {found['items']:,} items ({size:.0f} MB)"
    return [
        Figure(f"{what}: looked through", f"{found['looked']:.1f} s CPU, {found['looked_memory']:.0f} MB more"),
        Figure(
            f"{what}: saved",
            f"{found['saved']:.1f} s CPU, {found['more']:.0f} MB more (peak {found['peak']:.0f} MB)",
            "flat memory",
        ),
        Figure(f"{what}: given out", f"{found['out']:.1f} s CPU, {found['out_more']:.0f} MB more", "flat memory"),
        Figure(f"{what}: copied", f"{found['copied']:.1f} s CPU, {found['copied_more']:.0f} MB more", "flat memory"),
        Figure(f"{what}: compared", f"{found['mapped']:.1f} s CPU, {found['mapped_more']:.0f} MB more", "flat memory"),
    ]
