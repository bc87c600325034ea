"""``knooppunt erase-person ADDRESS``: erase somebody everywhere."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from knooppunt.core import persons
from knooppunt.core.management.mailboxes import person_asked


class Command(BaseCommand):
    """Says what would go; erases only with ``--yes``. Also for repeating erasures after an old backup was restored."""

    help = "Erase the person with this e-mail address, or with this name at --at. Without --yes nothing happens but counting."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", help="the e-mail address, or the full name with --at")
        parser.add_argument("--at", default="", help="organisation or hub, for somebody without an e-mail address")
        parser.add_argument("--yes", action="store_true", help="really erase; this cannot be undone")
        parser.add_argument("--force", action="store_true", help="also when a role was not handed over")

    def handle(self, *args: Any, **options: Any) -> None:
        person = person_asked(options["address"], options["at"])
        for one in persons.overview_of(person).found:
            self.stdout.write(f"  {one.title}: {one.own} eigen, {one.points} verwijzend, {one.mentions} genoemd")
        if not options["yes"]:
            self.stdout.write("Er is niets gewist. Met --yes wist deze opdracht de persoon.")
            return
        try:
            outcome = persons.erase_person(person, by=None, note="knooppunt erase-person", force=options["force"])
        except persons.ErasureRefused as refused:
            raise CommandError(" ".join(refused.reasons)) from refused
        deleted, cleaned = sum(outcome.deleted.values()), sum(outcome.cleaned.values())
        self.stdout.write(f"Gewist: {deleted} rijen weg, op {cleaned} plekken niet meer genoemd.")
        for sentence in outcome.check:
            self.stdout.write(sentence)
