"""The processes of one installation beside the web: the job worker, and whatever an app adds (an indexer).

An app registers a function in ``AppConfig.ready``. ``knooppunt serve`` forks one child per registered name after the
application has been loaded, starts it again when it ends, and sets ``stop`` when it should end: finish what is in
hand, then return.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from knooppunt.core.registries import Registry

BackgroundProcess = Callable[[threading.Event], None]

background_processes: Registry[BackgroundProcess] = Registry("background processes")


def beat(name: str) -> None:
    """Say that the process of that name is alive and getting round; cheap enough to call every few seconds."""
    path = _path(name)
    try:
        path.touch()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def seconds_since_beat(name: str) -> float | None:
    """How long ago the process of that name last said so on this machine, or ``None`` when it never did."""
    try:
        return max(0.0, time.time() - _path(name).stat().st_mtime)
    except FileNotFoundError:
        return None


def _path(name: str) -> Path:
    return Path(settings.DATA) / "run" / f"{name}.beat"
