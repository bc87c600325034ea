"""Where else than in plain columns a person can stand: apps register these places (``AppConfig.ready``)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

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
