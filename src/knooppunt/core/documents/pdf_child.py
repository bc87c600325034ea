"""The process in which PDFs are read: ``python -m knooppunt.core.documents.pdf_child``.

A JSON list of paths comes in on standard input; per path a line of JSON with its text (or null) goes out. Memory, time
and output are limited first, and Django is not loaded: a PDF can come from anybody.
"""

from __future__ import annotations

import json
import logging
import resource
import signal
import sys
from typing import Any

MEMORY = 700 * 1024 * 1024  # address space, of which the interpreter and its libraries map about 200 MB
SECONDS_EACH = 10
MOST_PAGES = 200
MOST_TEXT = 4_000_000


class _TooSlow(Exception):
    """This file takes too long; on to the next."""


def _ring(*_signal: Any) -> None:
    raise _TooSlow


def text_of(path: str) -> str | None:
    """The text of the PDF, ``None`` when it cannot be read (a password, damage, too slow)."""
    from pdfminer.high_level import extract_text

    signal.alarm(SECONDS_EACH)
    try:
        return str(extract_text(path, maxpages=MOST_PAGES))[:MOST_TEXT]
    except Exception:  # whatever a library makes of a damaged file: somebody looks into it then
        return None
    finally:
        signal.alarm(0)


def main() -> None:
    """Read what is asked, one after the other; what was read before a crash has been told."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it writes to a pipe and to no file
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.disable(logging.CRITICAL)
    signal.signal(signal.SIGALRM, _ring)
    for path in json.load(sys.stdin):
        print(json.dumps(text_of(path)), flush=True)


if __name__ == "__main__":
    main()
