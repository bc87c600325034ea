"""The person that a command is about."""

from __future__ import annotations

from django.core.management.base import CommandError

from knooppunt.core import persons


def person_asked(who: str, where: str = "") -> persons.Person:
    """The person behind this address, or with this full name at an organisation or hub. Raises ``CommandError`` when it
    is neither, or when several people have that name there.
    """
    f"{who}{where}".encode()  # bytes that are no text: the command line says so
    if "\x00" in who + where:
        raise CommandError("Een naam of adres kan geen nulteken bevatten.")
    if "@" in who.strip(" @"):
        return persons.person_of_mailbox(who)
    if not where:
        raise CommandError(f"'{who[:80]}' is geen e-mailadres. Bij een naam hoort --at met de organisatie of hub.")
    if len(who.split()) < 2:
        raise CommandError("Geef de voornaam en de achternaam.")
    found = persons.named(who, where)
    if len(found) > 1:
        raise CommandError("Daar heten er meer zo. Kies op de pagina Beheer → Persoonsgegevens wie het is.")
    return persons.person_of_rows([found[0].row]) if found else persons.person_of_name(who)
