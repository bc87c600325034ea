"""``knooppunt import-contacts FILE --hub SLUG``: take in a list of contacts."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from knooppunt.core.tables import ReadTable, TableRefused
from knooppunt.core.versions import Conflict
from knooppunt.network.actions.import_contacts import remembered_columns, save_contacts
from knooppunt.network.importing.columns import FIELDS, find_columns
from knooppunt.network.importing.planning import ContactPlan, describe, plan_contacts, read_contacts
from knooppunt.network.management.commands.import_organisations import CHANGED
from knooppunt.network.models import Hub
from knooppunt.network.names import fold


class Command(BaseCommand):
    """Prints counts, duplicates and refused rows, and saves all of it; nothing with ``--dry-run`` or when a row is
    refused (exit 1), unless ``--skip-refused`` says to leave those out.
    """

    help = "Take in contacts of a hub from Excel, CSV or vCard (see docs/guides/contacten-invoeren.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--hub", required=True, help="short address of the hub, for instance ligare")
        parser.add_argument(
            "--map", type=Path, help='JSON: {"title of a column": "field"}; fields: ' + ", ".join(FIELDS)
        )
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        parser.add_argument("--skip-refused", action="store_true", help="leave out rows that are refused")
        parser.add_argument(
            "--without-unread",
            "--without-dates",  # as it was called when it was about dates only
            action="store_true",
            help="a date, address or number that cannot be read goes into the notes; the row is taken in",
        )
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("nl"):
            self._run(options)

    def _run(self, options: dict[str, Any]) -> None:
        hub = Hub.objects.filter(slug=options["hub"]).first()
        if hub is None:
            raise CommandError(f"Er is geen knooppunt “{options['hub']}”.")
        try:
            table = read_contacts(options["file"], name=options["file"].name)
            chosen = _chosen(table, options["map"]) if options["map"] else None
            chosen = chosen or remembered_columns(hub, find_columns(table).digest)
            plan = plan_contacts(table, hub=hub, chosen=chosen, without_unread=options["without_unread"])
        except TableRefused as refused:
            raise CommandError(str(refused)) from refused
        except OSError as error:
            raise CommandError(f"Dit bestand is niet te lezen: {error.strerror}.") from error
        stops = bool(plan.refused) and not options["skip_refused"]
        saved = not options["dry_run"] and not stops
        told = describe(plan)  # before saving: then new organisations have a number
        if saved:
            try:
                save_contacts(plan, by=None, without_refused=options["skip_refused"])
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from error
            except Conflict as conflict:
                raise CommandError(CHANGED) from conflict
        if options["format"] == "json":
            self.stdout.write(json.dumps({**told, "saved": saved}, ensure_ascii=False, indent=1))
        else:
            self._tell(plan, told, saved=saved)
        if stops:
            raise CommandError(f"{_rows(told['counts']['refused'])} geweigerd. Er is niets bewaard.")

    def _tell(self, plan: ContactPlan, told: dict[str, Any], *, saved: bool) -> None:
        counts = told["counts"]
        self.stdout.write(
            f"{_rows(counts['rows'])}: {counts['new']} nieuw, {counts['changed']} aangevuld, {counts['same']} al gelijk, "
            f"{counts['joined']} samengenomen, {counts['refused']} geweigerd."
        )
        for title in plan.columns.ignored:
            self.stdout.write(f"De kolom “{title}” lezen we niet.")
        for one in told["duplicates"]:
            sure = "is al bekend als" if one["certain"] else "lijkt op"
            self.stdout.write(f"  rij {one['rows'][0]}: {one['name']} {sure} {', '.join(one['known_as'])}")
        for one in told["refused"]:
            self.stdout.write(f"  rij {one['row']}, {one['column']}: {one['reason']}")
        self.stdout.write("Bewaard." if saved else "Er is niets bewaard.")


def _rows(count: int) -> str:
    return "1 rij" if count == 1 else f"{count} rijen"


def _chosen(table: ReadTable, path: Path) -> dict[str, int]:
    """The columns as a file says. Raises ``CommandError`` for one it cannot follow."""
    try:
        wanted = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(f"{path} is geen JSON die we kunnen lezen.") from error
    if not isinstance(wanted, dict):
        raise CommandError(f"{path} moet een lijst van kolomtitels met hun veld zijn.")
    titles = [fold(cell) for cell in find_columns(table).header.cells]
    found = {}
    for title, name in wanted.items():
        if not isinstance(name, str) or name not in FIELDS:
            raise CommandError(f"We kennen het veld “{name}” niet. Kies uit: {', '.join(FIELDS)}.")
        if fold(str(title)) not in titles:
            raise CommandError(f"Er is geen kolom “{title}” in dit bestand.")
        found[name] = titles.index(fold(str(title)))
    return found
