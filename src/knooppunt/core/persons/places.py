"""Where else than in plain columns a person can stand: apps register these places (``AppConfig.ready``)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from knooppunt.core.persons.person import Person
from knooppunt.core.registries import Registry, Text


@dataclass(frozen=True)
class Place:
    """One kind of place. ``find``: what stands there, as plain values for the export. ``erase``: within the transaction
    of the erasure (bytes on disk go with ``transaction.on_commit``); returns how many things were cleaned. ``check``:
    sentences about what a person must look at by hand, without the name; asked before the transaction.
    """

    title: Text
    find: Callable[[Person], list[dict[str, Any]]]
    erase: Callable[[Person], int]
    check: Callable[[Person], list[str]] | None = None


places: Registry[Place] = Registry("places where persons stand")
# Sentences about why somebody cannot be erased yet (a role that must be handed over first). person → sentences.
obstacles: Registry[Callable[[Person], list[str]]] = Registry("obstacles to erasing somebody")


@dataclass(frozen=True)
class Namesake:
    """A row that may be the person somebody asks about by name: for an administrator to choose."""

    row: Model
    name: str
    where: str  # organisations and hubs, to tell people of the same name apart
    has_mailbox: bool

    @property
    def key(self) -> str:
        """What a form sends when it is chosen."""
        return f"{self.row._meta.label_lower}:{self.row.pk}"


# (full name, organisation or hub) → who that can be. Without both nobody is found: no leafing through people.
namesakes: Registry[Callable[[str, str], list[Namesake]]] = Registry("finding somebody by name")


def named(name: str, where: str) -> list[Namesake]:
    """Everybody of this name there, in the bin too."""
    return [one for find in namesakes for one in find(name, where)]
