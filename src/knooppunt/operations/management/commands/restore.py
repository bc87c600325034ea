"""``knooppunt restore``: a backup back, in an empty place."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from knooppunt.operations.backups import restoring


class Command(BaseCommand):
    """Verify a backup and put it back."""

    help = "Put a backup back into an empty data folder and an empty database (SQLite or PostgreSQL)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the archive that 'knooppunt backup' made")
        parser.add_argument("--verify", action="store_true", help="only see whether the archive is whole")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        if options["verify"]:
            manifest = restoring.read_manifest(path)
            self.stdout.write(
                _("%(file)s is whole: made on %(when)s by version %(version)s.")
                % {"file": path, "when": manifest["made_at"][:16], "version": manifest["knooppunt"]}
            )
            return
        done = restoring.restore(path)
        self.stdout.write(
            _("Restored and counted: %(rows)d rows of %(models)d kinds and %(files)d files, as of %(when)s.")
            % {"rows": done.rows, "models": done.models, "files": done.files, "when": done.made_at[:16]}
        )
        if not done.with_secret:
            self.stdout.write(
                _("The key was not in the archive: put the old file 'secret' back, or everybody signs in anew.")
            )
