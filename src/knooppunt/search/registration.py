"""What search tells the core at start: its process, its health, and when public pages are out of date."""

from __future__ import annotations

import threading

from django.utils.translation import gettext_lazy as _

from knooppunt.core import persons, processes
from knooppunt.core.registries import Health, health_checks

NAME = "indexer"


def register() -> None:
    """Called once, when all models are ready."""
    from knooppunt.search.missed import erase_of, find_of

    processes.background_processes.register(NAME, run, order=20)
    health_checks.register("search", check, order=40)
    persons.places.register("search.missed", persons.Place(_("Words that found nothing"), find_of, erase_of))


def run(stop: threading.Event) -> None:
    """The indexer; what it needs is loaded in its own process."""
    from knooppunt.search.index.indexer import run_indexer

    run_indexer(stop)


def check() -> Health:
    """Without an index search still answers, from the database, and the indexer makes another one: no reason to take the
    machine out of service. That the indexer itself is alive, the check of background processes sees.
    """
    from knooppunt.search.index import reading, store

    try:
        found = reading.reader()
    except store.Missing as reason:
        return Health(ok=True, detail=f"answers come from the database: {reason}")
    return Health(ok=True, detail=f"{found.size} documents")
