"""Make the first administrator of an installation."""

from __future__ import annotations

import sys
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from knooppunt.accounts.actions import create_first_administrator


class Command(BaseCommand):
    """Asks for address and name when they are not given and somebody is there to answer."""

    help = "Make the first administrator of this installation."

    def add_arguments(self, parser: CommandParser) -> None:
        """``--email`` and ``--name``."""
        parser.add_argument("--email", default="")
        parser.add_argument("--name", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, or say in one sentence why not."""
        email, name = options["email"], options["name"]
        if not email and sys.stdin.isatty():
            email = input(_("E-mail address of the administrator:") + " ").strip()
            name = name or input(_("Name:") + " ").strip()
        if not email:
            raise CommandError(_("Give the address of the administrator with --email."))
        try:
            user = create_first_administrator(email, name)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        told = _("%(email)s is administrator now. Sign in with this address; the code comes by mail.")
        self.stdout.write(told % {"email": user.email})
