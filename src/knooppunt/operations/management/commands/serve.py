"""``knooppunt serve``: web, job worker and indexer as one tree."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from knooppunt.operations import serving


class Command(BaseCommand):
    """Serve until stopped. HOST, PORT, WORKERS and THREADS come from the environment."""

    help = "Start the web server, the job worker and the indexer."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--migrate", action="store_true", help="bring the database up to date first")

    def handle(self, *args: Any, **options: Any) -> None:
        sys.exit(serving.serve(serving.options_from_settings(), migrate=options["migrate"]))
