"""``knooppunt reindex``: build the search index anew."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from knooppunt.core.processes import seconds_since_beat
from knooppunt.search.index import store, writing
from knooppunt.search.registration import NAME

PATIENCE_SECONDS = 3600.0


class Command(BaseCommand):
    """Here and now, or by the indexer of the server when that runs."""

    help = "Build the search index of this data folder anew; the old one answers until the new one is ready."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.perf_counter()
        with store.writer_lock() as mine:
            count = writing.build() if mine else self._by_the_server()
        seconds = f"{time.perf_counter() - started:.1f}"
        self.stdout.write(_("%(count)d documents in %(seconds)s seconds.") % {"count": count, "seconds": seconds})

    def _by_the_server(self) -> int:
        before = _current()
        store.ask_rebuild("asked by the command reindex")
        until = time.monotonic() + PATIENCE_SECONDS
        while _current() in {before, ""}:
            time.sleep(0.2)
            if time.monotonic() > until or (seconds_since_beat(NAME) or 0) > 120:
                raise CommandError(_("The indexer of the server does not answer; stop the server and try again."))
        return store.about(store.current()).learned_from


def _current() -> str:
    try:
        return store.current()
    except store.Missing:
        return ""
