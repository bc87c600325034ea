"""``knooppunt export-person ADDRESS FILE``: everything that is kept about somebody, as one archive."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from knooppunt.core import persons
from knooppunt.core.management.mailboxes import person_asked


class Command(BaseCommand):
    """Writes the archive, readable for its owner only, and notes that it was made."""

    help = "Write everything that is kept about the person with this e-mail address, or with this name at --at to a ZIP file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", help="the e-mail address, or the full name with --at")
        parser.add_argument("--at", default="", help="organisation or hub, for somebody without an e-mail address")
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        person = person_asked(options["address"], options["at"])
        path: Path = options["file"]
        if path.exists():
            raise CommandError(f"{path} bestaat al. Kies een andere naam.")
        content = persons.give_archive(person, by=None, note="knooppunt export-person")
        path.touch(mode=0o600)
        path.write_bytes(content)
        self.stdout.write(f"{persons.overview_of(person).total} rijen. Het archief staat in {path}.")
