"""Jobs for the tests of the worker: they leave a trace in a file."""

import os
import time
from pathlib import Path

from knooppunt.core.jobs import QUICK, SLOW, job


def _note(path: str, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(descriptor, f"{text}\n".encode())
    os.close(descriptor)


@job("core_sample.note", lane=QUICK)
def note(*, path: str, text: str) -> str:
    _note(path, text)
    return text


@job("core_sample.linger", lane=SLOW, max_attempts=3)
def linger(*, path: str, seconds: float, release: str = "") -> None:
    """Begin, wait (until the file ``release`` exists, or ``seconds``), end."""
    _note(path, f"begin {os.getpid()}")
    until = time.monotonic() + seconds
    while time.monotonic() < until and not (release and Path(release).exists()):
        time.sleep(0.02)
    _note(path, f"end {os.getpid()}")


@job("core_sample.fail", max_attempts=2, backoff=(30, 60))
def fail(*, text: str) -> None:
    raise ValueError(text)


@job("core_sample.send_mail")
def send_mail() -> str:
    from knooppunt.core import outbox  # as the core's own job does

    return str(outbox.send_due())
