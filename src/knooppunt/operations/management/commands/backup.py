"""``knooppunt backup``: everything in one file, also while the site runs."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knooppunt.operations import migrations_state, place
from knooppunt.operations.backups import making


class Command(BaseCommand):
    """Write a backup and say what is in it."""

    help = "Write data and files to one archive with checksums, also while the site is running."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", metavar="FILE", help="file or folder (default: backups/ in the data folder)")
        parser.add_argument("--with-secret", action="store_true", help="put the key of this installation in as well")

    def handle(self, *args: Any, **options: Any) -> None:
        target = Path(options["to"]) if options["to"] else place.data() / "backups"
        if not options["to"] or target.is_dir():
            target = target / making.default_name(timezone.now())
        if not migrations_state.applied():
            raise CommandError(_("There is nothing to back up in %(folder)s yet.") % {"folder": place.data()})
        try:
            made = making.make_backup(target=target.absolute(), with_secret=options["with_secret"])
        except FileExistsError:
            raise CommandError(_("The file %(file)s exists already: choose another name.") % {"file": target}) from None
        except OSError as error:
            raise CommandError(
                _("The backup could not be written to %(file)s: %(why)s.")
                % {"file": target, "why": error.strerror or error}
            ) from error
        self.stdout.write(
            _("Backup in %(file)s: %(rows)d rows of %(models)d kinds and %(files)d files.")
            % {"file": made.path, "rows": made.rows, "models": made.models, "files": made.files}
        )
        if made.missing_files:
            self.stderr.write(
                ngettext(
                    "%(count)d file that the data name is not in the data folder.",
                    "%(count)d files that the data name are not in the data folder.",
                    made.missing_files,
                )
                % {"count": made.missing_files}
            )
        if not options["with_secret"]:
            self.stdout.write(_("The key of this installation is not in it: keep the file 'secret' elsewhere."))
