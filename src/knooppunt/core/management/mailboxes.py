"""The person that a command is about."""

from __future__ import annotations

from django.core.management.base import CommandError

from knooppunt.core import persons


def person_asked(address: str) -> persons.Person:
    """The person behind this address. Raises ``CommandError`` when it is no address."""
    address.encode()  # bytes that are no text: the command line says so
    if "@" not in address.strip(" @") or "\x00" in address:
        raise CommandError(f"'{address[:80]}' is geen e-mailadres.")
    return persons.person_of_mailbox(address)
