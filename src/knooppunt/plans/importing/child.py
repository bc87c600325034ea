"""The process in which files of others are opened: ``python -m knooppunt.plans.importing.child pdf|docx|xlsx``.

The file comes in on standard input; JSON goes out. Memory, time and output are limited first. Django is not loaded.
"""

from __future__ import annotations

import json
import resource
import sys
from typing import Any

from knooppunt.plans.importing import refusal
from knooppunt.plans.importing.refusal import ImportRefused

MEMORY = 700 * 1024 * 1024  # address space, of which the interpreter and its libraries map about 200 MB
CPU_SECONDS = 30
MAX_TEXT = 4_000_000


def limit() -> None:
    """Give this process less than it could harm with."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it writes to a pipe and to no file
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def extract(kind: str, data: bytes) -> dict[str, Any]:
    """Lines or rows of the file in ``data``. Raises ``ImportRefused``."""
    if kind == "pdf":
        from knooppunt.plans.importing.extract_pdf import lines_from_pdf  # inline: only the reader that is needed

        return _answer(*lines_from_pdf(data))
    if kind == "docx":
        from knooppunt.plans.importing.extract_docx import lines_from_docx  # inline: only the reader that is needed

        return _answer(*lines_from_docx(data))
    from knooppunt.plans.importing.extract_xlsx import read_sheet  # inline: only the reader that is needed

    found = read_sheet(data)
    return {"rows": found} if isinstance(found, list) else _answer(*found)


def _answer(lines: list[Any], shown: list[str]) -> dict[str, Any]:
    if sum(map(len, shown)) > MAX_TEXT:
        raise ImportRefused(refusal.TOO_LONG, count=len(shown), limit=len(shown) // 2)
    rows = [(one.number, one.text, one.gap, one.indent, one.tail, one.start, one.page_break) for one in lines]
    return {"lines": rows, "shown": shown}


def main() -> None:
    """Read, extract, answer. Whatever goes wrong becomes a refusal."""
    limit()
    broken = {"pdf": refusal.PDF_BROKEN}.get(sys.argv[1], refusal.ZIP_BROKEN)
    try:
        answer = extract(sys.argv[1], sys.stdin.buffer.read())
    except ImportRefused as no:
        answer = {"refused": no.sentence.to_dict()}
    except (MemoryError, RecursionError):
        answer = {"refused": {"message": refusal.TOO_HEAVY, "values": {}}}
    except Exception:
        answer = {"refused": {"message": broken, "values": {}}}
    json.dump(answer, sys.stdout, ensure_ascii=True)


if __name__ == "__main__":
    main()
