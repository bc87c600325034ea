"""The process of ``knooppunt serve`` that keeps the index: it follows the change table, and heals what is broken."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator

from django.db import Error as DatabaseError
from django.db import close_old_connections, connection

from knooppunt.core.processes import beat
from knooppunt.search import missed
from knooppunt.search.index import store
from knooppunt.search.index.writing import Builder, Follower

log = logging.getLogger(__name__)

NAME = "indexer"
LOOK_EVERY = 0.3  # seconds; together with a commit well under the two seconds that are promised
REFRESH_EVERY = 60.0
BEAT_EVERY = 5.0
CHECK_EVERY = 3600.0
PAUSE_AFTER_ERROR = 5.0


def run_indexer(stop: threading.Event) -> None:
    """Keep the index until ``stop`` is set."""
    beat(NAME)
    while not stop.is_set():
        with store.writer_lock() as mine:
            if mine:
                Indexer(stop).run()
            else:  # `knooppunt reindex` is busy; wait for it
                beat(NAME)
                stop.wait(1.0)
    connection.close()


class Indexer:
    """One turn of keeping the index, from getting the lock to letting go of it."""

    def __init__(self, stop: threading.Event) -> None:
        self.stop = stop
        self.follower: Follower | None = None
        self.building: Iterator[int] | None = None
        self.checked: set[str] = set()
        self.next_beat = self.next_refresh = self.next_check = self.next_doubt = 0.0

    def run(self) -> None:
        """Go round until told to stop; an error costs a pause, never the process."""
        while not self.stop.is_set():
            pause = LOOK_EVERY
            try:
                close_old_connections()
                if self.turn():
                    pause = 0.0
            except store.Missing as reason:
                self._begin_building(str(reason))
                pause = 0.0
            except (DatabaseError, OSError) as error:
                log.warning("the index could not be kept for a moment: %s", error)
                connection.close()
                pause = PAUSE_AFTER_ERROR
            except Exception:
                log.exception("the indexer stumbled")
                self.building = None
                pause = PAUSE_AFTER_ERROR
            self._beat()
            if pause:
                self.stop.wait(pause)
        if self.follower is not None:
            self.follower.close()

    def turn(self) -> bool:
        """Look once at everything; returns whether there is more to do at once. Raises ``store.Missing``."""
        if self.building is None and (asked := store.rebuild_asked()):
            self._obey(asked)
        if self.building is None:
            return self._keep()
        if self.follower is not None:
            try:
                self._keep()  # the old index stays true while the new one is made
            except store.Missing:
                self._drop_follower()
        return self._build_on()

    def _obey(self, asked: str) -> None:
        """A reader that stumbled is no proof of damage: look first, and not more than once a minute."""
        if not asked.startswith(store.DAMAGED):
            self._begin_building(asked)
        elif time.monotonic() >= self.next_doubt:
            self.next_doubt = time.monotonic() + REFRESH_EVERY
            self._drop_follower()

    def _keep(self) -> bool:
        now = time.monotonic()
        generation = store.current()
        if self.follower is None or self.follower.generation != generation:
            self.follower = Follower(generation)
            self.checked.clear()
            self.next_check = 0.0
        if now >= self.next_check:
            self.next_check = now + CHECK_EVERY
            if damaged := store.damaged_files(generation, self.checked):
                raise store.Missing(f"damaged: {', '.join(damaged)}")
        written = self.follower.follow()
        if now >= self.next_refresh:
            self.next_refresh = now + REFRESH_EVERY
            written += self.follower.refresh_due(time.time())
            missed.count_noted()
        if self.follower.has_aged and self.building is None:
            self._begin_building("much has changed since its word list was made")
        return written > 0

    def _begin_building(self, why: str) -> None:
        log.warning("the index is built anew: %s", why)
        if self.building is None or "damaged" in why:
            self.building = Builder().steps()
        if "much has changed" not in why and not why.startswith("asked"):
            self._drop_follower()

    def _build_on(self) -> bool:
        assert self.building is not None
        if next(self.building, None) is None:
            log.info("the new index is in use")
            store.rebuild_asked()  # what was asked while it was made is done
            self.building = None
            self._drop_follower()
        return True

    def _drop_follower(self) -> None:
        self.follower = None

    def _beat(self) -> None:
        if time.monotonic() >= self.next_beat:
            beat(NAME)
            self.next_beat = time.monotonic() + BEAT_EVERY
