"""``knooppunt demo``: example data, then serve."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from knooppunt.operations import demo


class Command(BaseCommand):
    """Fill an empty data folder with example data when needed, and serve it."""

    help = "Start with example data in a data folder of their own."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--renew", action="store_true", help="throw the example data away and make them anew")

    def handle(self, *args: Any, **options: Any) -> None:
        sys.exit(demo.run_demo(renew=options["renew"], say=self.stdout.write))
