"""``manage.py load_demo``: fill a folder that is marked as demo, without serving."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from knooppunt.operations import demo


class Command(BaseCommand):
    """Run the demo loaders of all apps."""

    help = "Load the example data into a data folder that is marked as a demo."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--renew", action="store_true", help="throw the example data away first")

    def handle(self, *args: Any, **options: Any) -> None:
        demo.load_demo(renew=options["renew"], say=self.stdout.write)
