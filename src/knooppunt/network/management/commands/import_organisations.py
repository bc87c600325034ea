"""``knooppunt import-organisations FILE``: take in a list of organisations."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from knooppunt.core.tables import TableRefused
from knooppunt.core.versions import Conflict
from knooppunt.network.actions.import_organisations import (
    ImportPlan,
    describe,
    plan_import,
    read_organisations,
    save_import,
)

CHANGED = "Iemand veranderde net iets in het register. Er is niets bewaard; probeer het nog een keer."


class Command(BaseCommand):
    """Prints what the file does and saves all of it; nothing with ``--dry-run`` or when a row is wrong (exit 1)."""

    help = "Take in organisations from an Excel or CSV file (columns: see docs/guides/organisaties-invoeren.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("nl"):
            self._run(options["file"], dry_run=options["dry_run"], as_json=options["format"] == "json")

    def _run(self, path: Path, *, dry_run: bool, as_json: bool) -> None:
        try:
            plan = plan_import(read_organisations(path, name=path.name))
        except TableRefused as refused:
            raise CommandError(str(refused)) from refused
        except OSError as error:
            raise CommandError(f"Dit bestand is niet te lezen: {error.strerror}.") from error
        saved = not dry_run and not plan.errors
        if saved:
            try:
                save_import(plan, by=None)
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from error
            except Conflict as conflict:
                raise CommandError(CHANGED) from conflict
        if as_json:
            self.stdout.write(json.dumps({**describe(plan), "saved": saved}, ensure_ascii=False, indent=1))
        else:
            self._tell(plan, saved=saved)
        if plan.errors:
            count = len(plan.errors)
            raise CommandError(f"{count} {'fout' if count == 1 else 'fouten'}. Er is niets bewaard.")

    def _tell(self, plan: ImportPlan, *, saved: bool) -> None:
        counts = plan.counts
        self.stdout.write(f"{counts['new']} nieuw, {counts['changed']} gewijzigd, {counts['same']} al gelijk.")
        for title in plan.ignored:
            self.stdout.write(f"De kolom “{title}” lezen we niet.")
        for row in plan.rows:
            if row.outcome == "changed":
                self.stdout.write(f"  rij {row.number}: {row.data.name}: {', '.join(row.changes)}")
        for error in plan.errors:
            self.stdout.write(f"  rij {error.row}, {error.column}: {error.message}")
        self.stdout.write("Bewaard." if saved else "Er is niets bewaard.")
