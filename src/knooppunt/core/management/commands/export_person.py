"""``knooppunt export-person ADDRESS FILE``: everything that is kept about somebody, as one archive."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from knooppunt.core import persons
from knooppunt.core.models import PrivacyAct
from knooppunt.core.persons.erasing import fingerprint


class Command(BaseCommand):
    """Writes the archive, readable for its owner only, and notes that it was made."""

    help = "Write everything that is kept about the person with this e-mail address to a ZIP file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address")
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        address = options["address"]
        address.encode()  # bytes that are no text: the command line says so
        if "@" not in address.strip(" @") or "\x00" in address:
            raise CommandError(f"'{address[:80]}' is geen e-mailadres.")
        person = persons.person_of_mailbox(address)
        content = persons.archive_of(person)
        path: Path = options["file"]
        if path.exists():
            raise CommandError(f"{path} bestaat al. Kies een andere naam.")
        path.touch(mode=0o600)
        path.write_bytes(content)
        PrivacyAct.objects.create(
            kind=PrivacyAct.Kind.EXPORTED, who=fingerprint(person), note="knooppunt export-person"
        )
        self.stdout.write(f"{persons.overview_of(person).total} rijen. Het archief staat in {path}.")
