"""The personas of the demo: who can be tried with one button. Higher apps give them their roles."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from knooppunt.accounts.actions import create_user
from knooppunt.accounts.models import User
from knooppunt.accounts.queries import active_user_of


@dataclass(frozen=True)
class Persona:
    """Somebody to be in the demo; ``code`` is what the form sends."""

    code: str
    name: str
    what: str | Promise

    @property
    def email(self) -> str:
        """A mailbox that cannot exist."""
        return f"{self.code}@demo.example"


personas: tuple[Persona, ...] = (
    Persona(
        "ambassadeur",
        "Anna Voorbeeld (ambassadeur)",
        _("runs the hub Noord-Holland en Flevoland, practice half of the duo"),
    ),
    Persona("ambassadeur-duo", "Daan Voorbeeld (ambassadeur)", _("runs the same hub, education half of the duo")),
    Persona("ambassadeur-2", "Lotte Voorbeeld (ambassadeur)", _("runs the hub Ligare")),
    Persona("coordinator", "Carla Voorbeeld (coördinator)", _("oversees all hubs")),
    Persona("bestuur", "Bram Voorbeeld (bestuur)", _("reads along with one hub")),
    Persona("programma", "Petra Voorbeeld (programma)", _("reads nationally, for the programme and the funder")),
    Persona("contactpersoon", "Kim Voorbeeld (contactpersoon)", _("contact person at a school, with an account")),
    Persona("aanbieder", "Ali Voorbeeld (aanbieder)", _("looks after the entries of one provider")),
    Persona("docent", "Tess Voorbeeld (docent)", _("teacher with an account")),
    Persona("redacteur", "Rosa Voorbeeld (redacteur)", _("looks after public texts")),
    Persona("beheerder", "Ben Voorbeeld (beheerder)", _("keeps the installation and its people running")),
)


def persona_user(code: str) -> User | None:
    """The user of a persona, if the demo data holds it."""
    return active_user_of(f"{code}@demo.example")


def load_personas() -> str:
    """Make the users of all personas (demo loader; harmless when run again)."""
    for persona in personas:
        create_user(email=persona.email, name=persona.name)
    return f"{len(personas)} personas"
