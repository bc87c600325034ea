"""``knooppunt bench-data``: data to measure with."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from knooppunt.operations import bench_data


class Command(BaseCommand):
    """Fill a demo or an empty folder."""

    help = "Make plans of real size, or entries by the hundred thousand, to measure with (in a demo or an empty folder only)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--hubs", type=int, default=bench_data.HUBS)
        parser.add_argument("--years", type=int, default=bench_data.YEARS)
        parser.add_argument("--entries", type=int, help="entries of the catalogue, instead of plans")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["entries"] is not None:
            self.stdout.write(bench_data.make_entries(options["entries"]))
            return
        self.stdout.write(bench_data.make_bench_data(hubs=options["hubs"], years=options["years"]))
