"""``knooppunt mail-in``: file one message from standard input. For the pipe of a mail server."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from knooppunt.journal.actions.filing import NotFiled, file_mail
from knooppunt.journal.mails import MOST_BYTES

EX_NOUSER = 67  # sysexits.h: a mail server then tells the sender, so that nothing is lost


class Command(BaseCommand):
    """Exit code 0: filed (or filed before). 67: not filed; the sentence is for the sender."""

    help = "File one message from standard input to the logbook of the hub whose address it was sent to."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--recipient", default="", help="the address for which the mail server took the message")

    def handle(self, *args: Any, **options: Any) -> None:
        data = sys.stdin.buffer.read(MOST_BYTES + 1)
        try:
            filed = file_mail(data=data, recipient=options["recipient"])
        except NotFiled as refusal:
            raise CommandError(str(refusal), returncode=EX_NOUSER) from refusal
        self.stdout.write(filed.text)
