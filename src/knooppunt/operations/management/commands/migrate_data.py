"""``knooppunt migrate``: bring the database up to date."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knooppunt.operations import migrations_state, serving


class Command(BaseCommand):
    """Apply what is missing and say how much that was."""

    help = "Bring the database up to date with this version."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        missing = migrations_state.missing()
        if not missing:
            self.stdout.write(_("The database is up to date."))
            return
        serving.apply_migrations()
        self.stdout.write(
            ngettext("%(count)d step applied.", "%(count)d steps applied.", len(missing)) % {"count": len(missing)}
        )
