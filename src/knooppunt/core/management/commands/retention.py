"""``knooppunt retention``: carry out what the daily job does, or rehearse it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from knooppunt.core import retention


class Command(BaseCommand):
    """Prints one line per rule."""

    help = "Let go of what has been kept long enough; with --dry-run only say what would go."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")

    def handle(self, *args: Any, **options: Any) -> None:
        for one in retention.run(rehearse=options["dry_run"]):
            verb = "zou gaan" if options["dry_run"] else "is weg"
            line = f"{one.rule.title}: {one.due} over tijd, {one.warned} te waarschuwen, {one.done} {verb}"
            self.stdout.write(line)
