"""``knooppunt import-entries FILE --provider SLUG``: take in a list of entries of one organisation."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import translation
from django.utils.text import slugify

from knooppunt.catalogue.content import Problems
from knooppunt.catalogue.offering.importing import EntryImport, plan_entries, publish_import
from knooppunt.core.tables import TableRefused, read_table
from knooppunt.network.api import OrganisationData, create_organisation
from knooppunt.network.models import Organisation

MOST_ROWS = 100_000
KIND = "nascholing"  # of an organisation that --create makes


class Command(BaseCommand):
    """Prints counts as JSON and publishes all of it; nothing with ``--dry-run`` or when a row is wrong (exit 1)."""

    help = "Take in entries from an Excel or CSV file (columns: see docs/guides/aanbieder.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--provider", required=True, help="the name of the organisation as in an address, or its UUID"
        )
        parser.add_argument("--create", action="store_true", help="add the organisation when it is not in the register")
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")

    def handle(self, *args: Any, **options: Any) -> None:
        path, dry_run = options["file"], options["dry_run"]
        with translation.override("nl"):
            provider = self._provider(options["provider"], or_none=options["create"])
            if provider is not None:
                self._run(path, provider, dry_run=dry_run)
                return
            with transaction.atomic():  # a list that is not saved leaves no organisation behind
                made = OrganisationData(name=options["provider"], kind=KIND)
                self._run(path, create_organisation(data=made, hubs=[], by=None), dry_run=dry_run)
                transaction.set_rollback(dry_run)

    def _run(self, path: Path, provider: Organisation, *, dry_run: bool) -> None:
        try:
            plan = plan_entries(read_table(path, name=path.name, most_rows=MOST_ROWS), organisation=provider)
            saved = not dry_run and not plan.errors
            if saved:
                publish_import(plan, by=None)
        except TableRefused as refused:
            raise CommandError(str(refused)) from refused
        except Problems as problems:
            raise CommandError(f"Er is niets bewaard. {problems}") from problems
        except OSError as error:
            raise CommandError(f"Dit bestand is niet te lezen: {error.strerror}.") from error
        self.stdout.write(json.dumps(_described(plan, saved=saved), ensure_ascii=False, indent=1))
        if plan.errors:
            count = len(plan.errors)
            raise CommandError(f"{count} {'fout' if count == 1 else 'fouten'}. Er is niets bewaard.")

    def _provider(self, text: str, *, or_none: bool) -> Organisation | None:
        wanted = slugify(text)
        names = {slugify(one.name): one for one in Organisation.objects.only("pk", "uuid", "name")}
        found = names.get(wanted) or next((one for one in names.values() if str(one.uuid) == text), None)
        if found is not None or or_none:
            return found
        near = get_close_matches(wanted, names, n=1)
        hint = f" Bedoel je '{near[0]}'?" if near else " Voeg --create toe om deze organisatie te maken."
        raise CommandError(f"Er is geen organisatie '{text}'.{hint}")


def _described(plan: EntryImport, *, saved: bool) -> dict[str, Any]:
    return {
        **plan.counts,
        "rows": plan.rows,
        "provider": slugify(plan.organisation.name),
        "errors": [{"row": one.row, "column": one.column, "message": one.message} for one in plan.errors],
        "ignored_columns": plan.ignored,
        "saved": saved,
    }
