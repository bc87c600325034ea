"""The process that reads a calendar: bytes in, appointments out as JSON, with little memory and little time.

``python -I -m knooppunt.journal.calendars.child SINCE UNTIL`` (moments in ISO form). No Django, no settings, no database.
"""

from __future__ import annotations

import contextlib
import json
import sys
from dataclasses import asdict
from datetime import datetime

MEMORY, SECONDS = 1024 * 2**20, 20


def main() -> None:
    """Read standard input, write standard output."""
    _limit()
    from knooppunt.journal.calendars.model import CalendarProblem
    from knooppunt.journal.calendars.reading import appointments_in

    since, until = (datetime.fromisoformat(text) for text in sys.argv[1:3])
    try:
        rows = [
            asdict(one) | {"starts_at": one.starts_at.isoformat()}
            for one in appointments_in(sys.stdin.buffer.read(), since, until)
        ]
        answer: dict[str, object] = {"appointments": rows}
    except CalendarProblem as problem:
        answer = {"problem": problem.code}
    json.dump(answer, sys.stdout)


def _limit() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):  # not everywhere
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


if __name__ == "__main__":
    main()
