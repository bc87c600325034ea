"""One door for every kind of file: bytes in, a plan out, or a sentence that says why not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path, PurePath
from typing import Any

from knooppunt.plans.importing import refusal
from knooppunt.plans.importing.archive import open_checked
from knooppunt.plans.importing.lines import Line, decode
from knooppunt.plans.importing.refusal import ImportRefused, _
from knooppunt.plans.importing.template import plan_from_rows
from knooppunt.plans.importing.text import parse_lines, parse_text
from knooppunt.plans.importing.tree import ParsedPlan

MAX_BYTES = 20 * 1024 * 1024
SECONDS = 40  # wall clock for reading a PDF, Word or Excel file; 21 pages take about two

NAMES = {
    "text": _("plain text"),
    "pdf": _("a PDF"),
    "docx": _("a Word file"),
    "xlsx": _("an Excel file"),
    "pptx": _("a PowerPoint file"),
    "odt": _("an OpenDocument file"),
    "zip": _("a zip file"),
    "rtf": _("an RTF file"),
    "html": _("a web page"),
    "image": _("a picture"),
    "old": _("an old Office file"),
    "program": _("a program"),
}
_EXTENSIONS = {".pdf": "pdf", ".docx": "docx", ".xlsx": "xlsx", ".txt": "text", ".text": "text", ".md": "text"}
_MACRO_EXTENSIONS = (".docm", ".dotm", ".xlsm", ".xltm", ".xlam")
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"RIFF", "image"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"PK\x05\x06", "zip"),
)


def read_plan(data: bytes, filename: str) -> ParsedPlan:
    """The action plan in ``data``; ``filename`` is only used to say that it does not fit what is inside.

    Raises ``ImportRefused`` with a sentence for everything that cannot be read. PDF, Word and Excel are opened in a
    process of their own with limits on memory and time, so that a hostile file cannot hold up or fill the server.
    """
    if len(data) > MAX_BYTES:
        raise _too_big(len(data))
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise ImportRefused(refusal.EMPTY)
    extension = PurePath(filename.replace("\\", "/")).suffix.lower()
    kind = kind_of(data)
    if extension in _MACRO_EXTENSIONS:
        raise ImportRefused(refusal.MACROS)
    expected = _EXTENSIONS.get(extension)
    if kind == "old":
        raise ImportRefused(refusal.OLD_OFFICE)
    if expected is not None and expected != kind:
        raise ImportRefused(refusal.WRONG_TYPE, extension=extension, found=_named(kind))
    if kind not in ("text", "pdf", "docx", "xlsx"):
        raise ImportRefused(refusal.OTHER_TYPE, found=_named(kind))
    if kind == "text":
        return parse_text(decode(data))
    if kind != "pdf":
        open_checked(data).close()
    return _plan_from(_extract(kind, data))


def read_file(path: Path) -> ParsedPlan:
    """``read_plan`` for a file on disk. A file that is too big is refused without reading it. Raises ``OSError`` too."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise _too_big(size)
    return read_plan(path.read_bytes(), path.name)


def _too_big(size: int) -> ImportRefused:
    return ImportRefused(refusal.TOO_BIG, size=-(-size // (1024 * 1024)), limit=MAX_BYTES // (1024 * 1024))


def _named(kind: str) -> str:
    """The kind in the reader's language: it becomes a value inside another sentence."""
    return str(refusal.Sentence(NAMES[kind]))


def kind_of(data: bytes) -> str:
    """What ``data`` is, by its content: a key of ``NAMES``."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _kind_of_zip(data)
    if head[:200].lower().startswith((b"<!doctype html", b"<html")):
        return "html"
    return "text"


def _kind_of_zip(data: bytes) -> str:
    try:
        names = set(zipfile.ZipFile(BytesIO(data)).namelist()[:5000])
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise ImportRefused(refusal.ZIP_BROKEN) from None
    for member, kind in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
        if any(name.startswith(member) for name in names):
            return kind
    return "odt" if "mimetype" in names and "content.xml" in names else "zip"


def _extract(kind: str, data: bytes) -> dict[str, Any]:
    """What ``child.py`` makes of ``data``, in its own process."""
    environment = {
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "PATH": os.environ.get("PATH", ""),
        "PYTHONIOENCODING": "utf-8",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-s", "-P", "-m", "knooppunt.plans.importing.child", kind]
    try:
        done = subprocess.run(  # noqa: S603 (our own module; the file goes in by standard input)
            command, input=data, capture_output=True, timeout=SECONDS, env=environment, check=False
        )
    except subprocess.TimeoutExpired:
        raise ImportRefused(refusal.TOO_HEAVY) from None
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        raise ImportRefused(refusal.TOO_HEAVY) from None
    if "refused" in answer:
        raise ImportRefused(answer["refused"]["message"], **answer["refused"]["values"])
    found: dict[str, Any] = answer
    return found


def _plan_from(answer: dict[str, Any]) -> ParsedPlan:
    if "rows" in answer:
        return plan_from_rows(answer["rows"])
    lines = [
        Line(number, text, gap, indent, tuple(tail), start, False, page_break)
        for number, text, gap, indent, tail, start, page_break in answer["lines"]
    ]
    return parse_lines(lines, answer["shown"])
