"""The data folder: one server at a time in it, and the marks that say what it is for."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

# A server that was killed leaves children for at most supervisor.ORPHAN_SECONDS.
WAIT_FOR_ORPHANS_SECONDS = 8.0


def data() -> Path:
    """The data folder."""
    return Path(settings.DATA)


def secret_file() -> Path:
    """The key of this installation, unless the environment gives it."""
    return data() / "secret"


@contextmanager
def server_lock() -> Iterator[None]:
    """Hold the data folder for one server, or for one command that no server may run beside.

    Two locks, because they end at different moments. ``parent.lock`` (a record lock) belongs to the parent alone and
    ends with it, however it ends. ``serve.lock`` (flock) is shared with the children, so it lasts until the last
    orphan of a killed server has gone; a new server waits for that instead of running beside it. Two machines with
    one PostgreSQL have a data folder each and do not meet here. Neither leaves anything stale behind.

    Raises:
        CommandError: another process holds the folder.
    """
    with (data() / "parent.lock").open("a") as parent, (data() / "serve.lock").open("a") as family:
        try:
            fcntl.lockf(parent, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise _already_running() from None
        _wait_for_orphans(family)
        yield


def _wait_for_orphans(family: IO[str]) -> None:
    deadline = time.monotonic() + WAIT_FOR_ORPHANS_SECONDS
    while True:
        try:
            fcntl.flock(family, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise _already_running() from None
            time.sleep(0.05)


def _already_running() -> CommandError:
    return CommandError(
        _("Knooppunt is already running in %(folder)s: stop that one first, or choose another folder (KNOOPPUNT_DATA).")
        % {"folder": data()}
    )
