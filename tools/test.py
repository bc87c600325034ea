"""Run the tests: on SQLite, on a throw-away PostgreSQL, and in a browser. The closing line counts them all."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from pathlib import Path

from postgres import PostgresMissing, temporary_postgres

ROOT = Path(__file__).resolve().parent.parent
WORKERS = str(min(4, os.cpu_count() or 1))


def run(title: str, arguments: list[str], **environment: str) -> tuple[int, int]:
    """One pytest run; gives (passed, failed)."""
    print(f"\n== {title}", flush=True)
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "pytest", "-q", "--color=no", *arguments],
        cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    tail = ""
    assert process.stdout is not None
    for line in process.stdout:
        print(line, end="", flush=True)
        tail = line if re.search(r"\d+ (passed|failed|error)", line) else tail
    code = process.wait()
    counts = {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|errors?)", tail)}
    passed = counts.get("passed", 0)
    failed = counts.get("failed", 0) + counts.get("error", 0) + counts.get("errors", 0)
    if code and not failed:
        failed = 1  # a run that broke off counts as a failure
    seconds = time.monotonic() - began
    print(f"== {title}: {passed} passed in {seconds:.0f} s ({passed / max(seconds, 0.1):.0f} a second)", flush=True)
    return passed, failed


def main() -> int:
    """Run what was asked for and print the closing line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=["sqlite", "postgres", "browser"])
    parser.add_argument("--all", action="store_true", help="every page as every persona through axe")
    chosen = parser.parse_args()
    subprocess.run([sys.executable, "tools/messages.py", "compile"], cwd=ROOT, check=True)
    if chosen.all:
        os.environ["KNOOPPUNT_AXE_ALL"] = "1"
    runs: list[tuple[int, int]] = []
    if chosen.only in {None, "sqlite"}:
        runs.append(run("SQLite", ["-n", WORKERS, "-m", "not browser", "src"]))
        runs.append(run("Access", ["-n", WORKERS, "tests/access"]))
        runs.append(run("Privacy", ["-n", WORKERS, "tests/privacy"]))
    if chosen.only in {None, "postgres"}:
        try:
            with temporary_postgres() as url:
                runs.append(
                    run("PostgreSQL", ["-n", WORKERS, "-m", "not browser and not alone", "src"], DATABASE_URL=url)
                )
                alone = ["core", "search", "operations/tests/test_two_machines.py", "catalogue/tests/finding"]
                paths = [f"src/knooppunt/{path}" for path in alone]
                runs.append(run("PostgreSQL, alone", ["-m", "alone", *paths], DATABASE_URL=url))
                runs.append(run("Privacy on PostgreSQL", ["-n", WORKERS, "tests/privacy"], DATABASE_URL=url))
                # The rules were tried with everybody on SQLite; here it is about the queries of those who see most.
                who = [] if chosen.all else ["-k", "ambassadeur or coordinator"]
                runs.append(run("Access on PostgreSQL", ["-n", WORKERS, *who, "tests/access"], DATABASE_URL=url))
        except PostgresMissing as missing:
            print(missing, file=sys.stderr)
            runs.append((0, 1))
    if chosen.only in {None, "browser"}:
        # By file: the walk over all pages takes as long as all journeys together, and each has a server of its own.
        runs.append(run("Browser", ["-n", "2", "--dist", "loadfile", "-m", "browser", "tests/browser"]))
    passed, failed = (sum(column) for column in zip(*runs, strict=True))
    print(f"\n{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
