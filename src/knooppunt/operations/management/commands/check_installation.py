"""``knooppunt check``: what should be mended before this goes to people."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from knooppunt.operations import installation_checks


class Command(BaseCommand):
    """Print a sentence per finding; fail when one is serious."""

    help = "See whether this installation is sound and safe."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        findings = installation_checks.find()
        for finding in findings:
            mark = "✗" if finding.serious else "·"
            (self.stderr if finding.serious else self.stdout).write(f"{mark} {finding.sentence}")
        if any(finding.serious for finding in findings):
            sys.exit(1)
        self.stdout.write(_("All is well."))
