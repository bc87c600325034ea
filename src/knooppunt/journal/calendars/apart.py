"""Reading a calendar in a process of its own, so that no calendar can hold up or fill up the worker."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path

import knooppunt
from knooppunt.journal.calendars.model import Appointment, CalendarProblem

SECONDS = 30.0


def read_apart(data: bytes, since: dt.datetime, until: dt.datetime, *, seconds: float = SECONDS) -> list[Appointment]:
    """``reading.appointments_in``, elsewhere. Raises ``CalendarProblem``, also when it takes too long."""
    command = [sys.executable, "-m", "knooppunt.journal.calendars.child", since.isoformat(), until.isoformat()]
    # Nothing of our environment: no secrets of the installation go along.
    environment = {"PYTHONPATH": os.pathsep.join([str(Path(knooppunt.__file__).parents[1])]), "PATH": os.defpath}
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no shell
            command, input=data, capture_output=True, timeout=seconds, check=True, env=environment
        )
        answer = json.loads(done.stdout)
    except subprocess.TimeoutExpired as error:
        raise CalendarProblem("slow") from error
    except (subprocess.CalledProcessError, ValueError) as error:  # out of memory, or killed by its limits
        raise CalendarProblem("busy") from error
    if "problem" in answer:
        raise CalendarProblem(answer["problem"])
    return [
        Appointment(
            **{
                **row,
                "starts_at": dt.datetime.fromisoformat(row["starts_at"]),
                "people": tuple(row["people"]),
            }
        )
        for row in answer["appointments"]
    ]
