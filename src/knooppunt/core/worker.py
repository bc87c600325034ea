"""The process that does the jobs: a thread per set of lanes, and one heart that beats for all of them."""

from __future__ import annotations

import logging
import os
import socket
import threading
import uuid
from collections.abc import Callable, Sequence
from datetime import timedelta

from django.db import close_old_connections, connection

from knooppunt.core import jobs, schedules
from knooppunt.core.models import Job

log = logging.getLogger(__name__)

# The quick lane has a thread of its own: a mailed sign-in code does not wait for a report of a minute.
LANES: Sequence[Sequence[str]] = ((jobs.QUICK,), (jobs.SLOW, jobs.QUICK))


class Worker:
    """Takes jobs until ``stop``; a job that is running is finished first."""

    def __init__(
        self,
        *,
        lease: timedelta = jobs.LEASE,
        interval: float = 1.0,
        lanes: Sequence[Sequence[str]] = LANES,
        on_beat: Callable[[], object] | None = None,
    ) -> None:
        """``on_beat`` is called with every heartbeat, for who watches whether this worker lives."""
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self.lease = lease
        self.interval = interval
        self.lanes = lanes
        self._on_beat = on_beat
        self._stopping = threading.Event()  # take nothing new
        self._finished = threading.Event()  # nothing runs any more: the heart may stop
        self._running: set[uuid.UUID] = set()
        self._guard = threading.Lock()

    def stop(self) -> None:
        """Take nothing new, finish what is running (safe to call from a signal handler)."""
        self._stopping.set()

    def run(self) -> None:
        """Work until ``stop``; returns when the last running job is done."""
        schedules.sync()
        heart = threading.Thread(target=self._in_thread, args=(self._heart,), name="heart", daemon=True)
        hands = [
            threading.Thread(
                target=self._in_thread, args=(lambda lanes=lanes: self._work(lanes),), name=f"work-{lanes[0]}"
            )
            for lanes in self.lanes
        ]
        heart.start()
        for hand in hands:
            hand.start()
        for hand in hands:
            while hand.is_alive():
                hand.join(timeout=0.5)  # the main thread stays free for signals
        self._finished.set()
        heart.join(timeout=10)

    def _in_thread(self, work: Callable[[], None]) -> None:
        try:
            work()
        finally:
            connection.close()

    def _work(self, lanes: Sequence[str]) -> None:
        while not self._stopping.is_set():
            try:
                close_old_connections()
                taken = jobs.take(worker=self.name, lanes=lanes, lease=self.lease)
                if taken is None:
                    self._stopping.wait(self.interval)
                    continue
                self._do(taken)
            except Exception:  # the database is busy or away: the work is still there in a moment
                log.exception("worker: could not take or finish a job")
                self._stopping.wait(5)

    def _do(self, taken: Job) -> None:
        token = taken.lease_token
        assert token is not None
        with self._guard:
            self._running.add(token)
        try:
            jobs.run(taken)
        finally:
            with self._guard:
                self._running.discard(token)

    def _heart(self) -> None:
        """Prolong leases, reap those of the dead, look at the schedules: three times per lease, at least every 10
        seconds.
        """
        pause = min(self.lease.total_seconds() / 3, 10.0)
        while True:
            try:
                close_old_connections()
                with self._guard:
                    tokens = set(self._running)
                if tokens:
                    jobs.beat(tokens, lease=self.lease)
                jobs.reap()
                if not self._stopping.is_set():
                    schedules.run_due()
                if self._on_beat:
                    self._on_beat()
            except Exception:  # a heart that stops would give away what is being done
                log.exception("worker: a heartbeat failed")
            if self._finished.wait(pause):
                return
