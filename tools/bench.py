"""``make bench``: measure against the budgets and print a table. Asserts nothing: read it."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.bench import figures, framework_figures, register_figures, report_figures, search_figures  # noqa: E402
from tests.bench.bench import Bench, measures  # noqa: E402

from knooppunt.operations.tests.processes import knooppunt, serving, until  # noqa: E402


def main() -> int:
    """Fill a demo in a temporary folder with bench data, serve it, run every measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="*", help=f"some of: {', '.join(one.__name__ for one in measures)}")
    chosen = parser.parse_args().only
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before the start: above 1 the figures say little")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        data = Path(folder) / "data"
        with serving(data, command="demo") as first:
            until(first.answers)
        filled = knooppunt(data, "bench-data")
        print(filled.stdout.strip() or filled.stderr.strip())
        with serving(data) as server:
            bench = Bench(server, data)
            for one in measures:
                if chosen and one.__name__ not in chosen:
                    continue
                try:
                    for figure in one(bench):
                        print(f"{figure.what:<50} {figure.measured:<34} {figure.budget}", flush=True)
                except Exception as error:  # one figure that cannot be taken does not hide the others
                    print(f"{one.__name__:<50} could not be measured ({type(error).__name__}: {error})", flush=True)
    return 0


if __name__ == "__main__":
    assert figures.measure  # importing the modules registered their measurements
    assert framework_figures.measure
    assert register_figures.measure
    assert report_figures.measure
    assert search_figures.measure
    sys.exit(main())
