"""Show with a system-call trace that an answer leaves after its data is on the disk: write, sync, answer, in that order.

Starts a demo in a temporary folder, saves one status, and prints what the web process did meanwhile with the database
files and the client's socket. Needs ``strace`` (Debian package of that name) and Linux.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from knooppunt.operations.tests.processes import Visitor, serving, until

CALLS = "recvfrom,sendto,write,pwrite64,fsync,fdatasync,ftruncate,openat,close,accept4"
ROW = """
SELECT item.id, item.version, item.status FROM plans_planitem item
JOIN plans_theme theme ON theme.id = item.theme_id JOIN plans_actionplan plan ON plan.id = theme.plan_id
JOIN network_hub hub ON hub.id = plan.hub_id
WHERE hub.slug = 'noord-holland-flevoland' AND plan.locked_at IS NULL AND item.binned_at IS NULL
ORDER BY plan.year DESC, item.id LIMIT 1
"""


def main() -> int:
    """Trace one saved status; 1 when the order is not as promised."""
    if not shutil.which("strace"):
        print("strace is not on this machine: install the package 'strace' to see the order.", file=sys.stderr)
        return 0
    with tempfile.TemporaryDirectory(prefix="sync-") as folder:
        lines = trace(Path(folder))
    if not lines:
        print("strace may not look at processes here (a container without ptrace?): nothing to show.", file=sys.stderr)
        return 0
    print("\n".join(shorten(lines)))
    synced = [number for number, line in enumerate(lines) if "fdatasync" in line or "fsync" in line]
    written = [number for number, line in enumerate(lines) if "pwrite64" in line and "-wal" in line]
    answered = [number for number, line in enumerate(lines) if "302 Found" in line]
    in_order = bool(written and synced and answered) and max(written) < max(synced) < min(answered)
    print("\nIn order: written, synced, answered." if in_order else "\nNOT in the promised order.")
    return 0 if in_order else 1


def trace(folder: Path) -> list[str]:
    """The system calls of the web process during one POST."""
    data = folder / "data"
    with serving(data, command="demo") as server:
        with closing(sqlite3.connect(data / "knooppunt.sqlite3")) as database:
            pk, version, seen = database.execute(ROW).fetchone()
        visitor = Visitor(server.port).become("ambassadeur")
        log = folder / "trace"
        tracer = subprocess.Popen(
            [
                "strace",
                "-f",
                "-y",
                "-s",
                "60",
                "-tt",
                "-e",
                f"trace={CALLS}",
                "-o",
                str(log),
                "-p",
                str(server.child("web-1")),
            ],
            stderr=subprocess.DEVNULL,
        )
        until(log.exists, 5)
        time.sleep(1)
        wish = "behaald" if seen != "behaald" else "op_schema"
        visitor.post(f"/werkplek/plan/regel/{pk}/status/", **{f"status-{pk}": wish, f"seen-{pk}": f"{version}:{seen}"})
        time.sleep(0.5)
        tracer.terminate()
        tracer.wait()
        visitor.close()
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
    begin = next((number for number, line in enumerate(lines) if "POST /werkplek" in line), 0)
    end = next((number for number, line in enumerate(lines) if "302 Found" in line), -1)
    return lines[begin : end + 1]


def shorten(lines: list[str]) -> list[str]:
    """Only calls on the database and the client, equal ones in a row counted."""
    shown: list[tuple[str, int]] = []
    for line in lines:
        if not re.search(r"sqlite3|TCP:|socket:", line):
            continue
        call = re.sub(r"^\d+\s+[\d:.]+\s+", "", line)
        call = re.sub(r"<[^>]*/(knooppunt\.sqlite3[^>]*)>", r"<\1>", call)
        call = re.sub(r"<(TCP|socket):[^>]*>", "<client>", call)
        call = re.sub(r'"(.{0,40})[^"]*"(\.\.\.)?', lambda match: f'"{_plain(match[1])}…"', call)
        call = re.sub(r", \d{5,}\)", ", …)", call)
        written = re.match(r"pwrite64\((\d+<[^>]*>)", call)
        if written:
            call = f"pwrite64({written[1]}, …)"
        if shown and written and shown[-1][0] == call:
            shown[-1] = (call, shown[-1][1] + 1)
        else:
            shown.append((call, 1))
    return [f"{call}   ({count} times)" if count > 1 else call for call, count in shown]


def _plain(text: str) -> str:
    return "" if re.search(r"\\[0-9x]", text) else text.split("\\r")[0]


if __name__ == "__main__":
    sys.exit(main())
