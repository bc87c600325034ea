"""One tree of processes: a parent that has loaded the application, and children forked from it that share its memory.

What it promises (tests/test_serve.py does these things to a real server):

- a child that ends or is killed is replaced: at once, and after up to four seconds when it keeps ending;
- a child whose heartbeat stops is killed and replaced;
- SIGTERM, SIGINT or SIGHUP to the parent: the children finish what is in hand, at most ``grace_seconds``; a second
  signal ends them at once;
- a parent that is killed takes its children along within five seconds: the kernel tells them (Linux), and a pipe whose
  other end only the parent holds tells them everywhere.

Knows nothing of Django or gunicorn.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import select
import signal
import struct
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

import structlog

log = structlog.get_logger(__name__)

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
PR_SET_PDEATHSIG = 1
ORPHAN_SECONDS = 3.0  # how long a child may still work when its parent is gone
LIVED_LONG_SECONDS = 5.0  # a child that lived this long is replaced without a pause
PAUSES = (0.0, 0.5, 1.0, 2.0, 4.0)


@dataclass(frozen=True)
class ChildSpec:
    """One kind of child. ``run`` works until ``stop`` is set and calls ``beat`` now and then when ``hangs_after`` is
    given.
    """

    name: str
    run: Callable[[threading.Event, Callable[[], None]], None]
    hangs_after: float | None = None  # seconds without a beat


@dataclass
class _Child:
    spec: ChildSpec
    pulse: mmap.mmap = field(default_factory=lambda: mmap.mmap(-1, 8))
    pid: int = 0
    started: float = 0.0
    quick_ends: int = 0
    due: float = 0.0

    def beat(self) -> None:
        self.pulse[:8] = struct.pack("d", time.monotonic())

    def seconds_since_beat(self) -> float:
        last: float = struct.unpack("d", self.pulse[:8])[0]
        return time.monotonic() - last


class Supervisor:
    """Start the children and stay until told to stop."""

    def __init__(self, specs: list[ChildSpec], *, grace_seconds: float = 25.0) -> None:
        self._children = [_Child(spec) for spec in specs]
        self._grace = grace_seconds
        self._stops = 0
        # Only the parent holds the writing end: when it closes, the parent is gone.
        self._alive_read, self._alive_write = os.pipe()
        self._wake_read, self._wake_write = os.pipe()

    def run(self) -> int:
        """Supervise until a stop signal has been obeyed; returns the exit code."""
        for descriptor in (self._wake_read, self._wake_write):
            os.set_blocking(descriptor, False)
        signal.set_wakeup_fd(self._wake_write, warn_on_full_buffer=False)
        for number in STOP_SIGNALS:
            signal.signal(number, self._stop)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)  # only to wake up
        while not self._stops:
            self._start_due()
            self._sleep(self._until_due())
            self._reap()
            self._kill_hanging()
        return self._shut_down()

    def _stop(self, _number: int, _frame: object) -> None:
        self._stops += 1

    def _sleep(self, seconds: float) -> None:
        ready, _, _ = select.select([self._wake_read], [], [], seconds)
        if ready:
            with suppress(BlockingIOError):
                os.read(self._wake_read, 512)

    def _until_due(self) -> float:
        waiting = [child.due - time.monotonic() for child in self._children if not child.pid]
        return max(0.0, min([1.0, *waiting]))

    def _start_due(self) -> None:
        for child in self._children:
            if not child.pid and child.due <= time.monotonic() and not self._stops:
                self._start(child)

    def _start(self, child: _Child) -> None:
        child.beat()
        child.started = time.monotonic()
        parent = os.getpid()
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid:
            child.pid = pid
            log.info("child started", process=child.spec.name, pid=pid)
            return
        code = 1
        try:
            self._be_child(child, parent)
            code = 0
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else 1
        except BaseException:
            log.exception("child failed", process=child.spec.name)
        finally:
            # Not sys.exit: what the parent planned to do at its end is not for a child to do.
            with suppress(Exception):
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(code)

    def _be_child(self, child: _Child, parent: int) -> None:
        os.setpgid(0, 0)  # Ctrl-C in a terminal reaches the parent, which stops us in order
        signal.set_wakeup_fd(-1)
        for number in (*STOP_SIGNALS, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for descriptor in (self._alive_write, self._wake_read, self._wake_write):
            os.close(descriptor)
        stop, told = threading.Event(), os.pipe()
        # A handler that set the event itself could wait for a lock that the interrupted code holds.
        signal.signal(signal.SIGTERM, lambda _number, _frame: os.write(told[1], b"."))
        threading.Thread(target=self._watch, args=(told[0], stop), daemon=True, name="watch").start()
        _die_with_parent()
        if os.getppid() != parent:  # gone before the kernel was asked to tell us
            return
        child.spec.run(stop, child.beat)

    def _watch(self, told: int, stop: threading.Event) -> None:
        """In the child: pass SIGTERM on to ``stop``; when the parent is gone, stop, and soon after end by force."""
        ready, _, _ = select.select([told, self._alive_read], [], [])
        if self._alive_read not in ready:
            stop.set()
            select.select([self._alive_read], [], [])
        with suppress(ProcessLookupError):
            os.kill(os.getpid(), signal.SIGTERM)
        stop.set()
        time.sleep(ORPHAN_SECONDS)
        os.killpg(os.getpgrp(), signal.SIGKILL)

    def _reap(self) -> None:
        for child in self._children:
            if not child.pid:
                continue
            pid, status = os.waitpid(child.pid, os.WNOHANG)
            if not pid:
                continue
            lived = time.monotonic() - child.started
            child.quick_ends = 0 if lived >= LIVED_LONG_SECONDS else min(child.quick_ends + 1, len(PAUSES) - 1)
            # The first quick end is replaced at once as well: somebody may have killed it.
            child.due = time.monotonic() + PAUSES[max(0, child.quick_ends - 1)]
            child.pid = 0
            if not self._stops:
                code = os.waitstatus_to_exitcode(status)
                log.warning("child ended", process=child.spec.name, pid=pid, code=code, seconds=round(lived, 1))

    def _kill_hanging(self) -> None:
        for child in self._children:
            limit = child.spec.hangs_after
            if child.pid and limit is not None and child.seconds_since_beat() > limit:
                log.error("child hangs", process=child.spec.name, pid=child.pid)
                _signal_group(child.pid, signal.SIGKILL)

    def _shut_down(self) -> int:
        log.info("stopping")
        self._signal_all(signal.SIGTERM)
        deadline = time.monotonic() + self._grace
        while any(child.pid for child in self._children):
            if self._stops > 1 or time.monotonic() > deadline:
                for child in self._children:
                    if child.pid:
                        log.warning("child killed", process=child.spec.name, pid=child.pid)
                        _signal_group(child.pid, signal.SIGKILL)
                deadline = time.monotonic() + 60
                self._stops = 1
            self._sleep(0.2)
            self._reap()
        log.info("stopped")
        return 0

    def _signal_all(self, number: signal.Signals) -> None:
        for child in self._children:
            if child.pid:
                with suppress(ProcessLookupError):
                    os.kill(child.pid, number)


def _signal_group(pid: int, number: signal.Signals) -> None:
    """Signal a child and what it started itself (a PDF being made)."""
    try:
        os.killpg(pid, number)
    except (ProcessLookupError, PermissionError):
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
